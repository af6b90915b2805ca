// Records that leave the topic before the group has read them, on a real broker: while nobody consumes, and while a
// partition waits. Each loss is told once, with its size, and everything that is still there is handled.
import { randomBytes } from 'node:crypto';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import type { ConsumedMessage } from '../consume/consumed-message.ts';
import { TracedKafkaServer } from '../consume/traced-kafka.server.ts';
import { RetryLaterError } from '../errors.ts';
import { defaultSendQueueLimits } from '../produce/send-queue.ts';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { kafkajsPort } from './kafkajs-client.ts';

const run = `j${randomBytes(4).toString('hex')}`;
const handled: string[] = [];
let stuckOn: string | undefined;
let backends: Backends;
let kafka: kafkajs.Kafka;
let admin: kafkajs.Admin;
let producer: kafkajs.Producer;
let topic: string;
let number = 0;
let application: Application | undefined;

interface Application {
  /** What its log says of jumps. */
  losses: object[];
  /** What it has counted as lost. */
  lost(): Promise<number | undefined>;
  stop(): Promise<void>;
}

beforeAll(async () => {
  backends = await startBackends({ instance: run, only: ['kafka'] });
  kafka = new kafkajs.Kafka({
    brokers: backends.kafkaBrokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  admin = kafka.admin();
  await admin.connect();
  producer = kafka.producer();
  await producer.connect();
}, 120_000);

beforeEach(async () => {
  topic = `${run}.${number++}`;
  handled.length = 0;
  stuckOn = undefined;
  await admin.createTopics({
    topics: [topic, `${topic}.dlq`].map((each) => ({ topic: each, numPartitions: 2 })),
    waitForLeaders: true,
  });
});

afterEach(async () => {
  await application?.stop();
  application = undefined;
}, 60_000);

afterAll(async () => {
  await producer?.disconnect();
  await admin?.disconnect();
  await backends?.stop({ removeData: true });
}, 60_000);

async function handle(messages: ConsumedMessage<string>[]): Promise<void> {
  if (messages.some(({ value }) => value === stuckOn)) throw new RetryLaterError('away');
  handled.push(...messages.map(({ value }) => value));
}

/** An application of its own each time, with everything that it counts and logs. */
async function start(): Promise<Application> {
  const metrics = new Metrics();
  const losses: object[] = [];
  const write = (line: string) => {
    const { level, topic, partition, from, to, lost } = JSON.parse(line);
    if (lost !== undefined) losses.push({ level, topic, partition, from, to, lost });
  };
  const logger = createLogger({ service: 'test' }, { write });
  const port = kafkajsPort({
    brokers: backends.kafkaBrokers.split(','),
    clientId: 'test',
    logger,
    metrics,
  });
  const letters = new TracedProducer(port.producer(), defaultSendQueueLimits, logger, metrics);
  const options = { groupId: topic, deadLetterTopic: `${topic}.dlq` };
  const server = new TracedKafkaServer(options, port, letters, logger, metrics);
  server.addHandler(topic, handle, true, { batch: true });
  server.listen(() => undefined);
  const lost = async () => {
    const { values = [] } =
      (await metrics.registry.getSingleMetric('kafka_consumer_records_lost_total')?.get()) ?? {};
    return values.find(({ labels }) => labels.topic === topic)?.value;
  };
  const stop = async () => {
    await server.close();
    await letters.close();
    await port.close();
  };
  application = { losses, lost, stop };
  return application;
}

const stop = async () => {
  await application?.stop();
  application = undefined;
};
const send = (values: string[]) =>
  producer.send({ topic, messages: values.map((value) => ({ partition: 0, value: JSON.stringify(value) })) });
async function deleteBefore(offset: number): Promise<void> {
  // This client deletes only from topics that it has seen.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] });
}
const untilHandled = (...values: string[]) =>
  until(`${values}`, async () => values.every((value) => handled.includes(value)));
const until = (what: string, condition: () => Promise<boolean>) =>
  waitUntil(condition, { what, timeoutMs: 60_000 });
const committed = async () => {
  const [group] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
  return Number(group?.partitions.find(({ partition }) => partition === 0)?.offset);
};

it('tells what was deleted while nobody consumed, once, and handles the rest', async () => {
  await start();
  await send(['a0', 'a1', 'a2']);
  await untilHandled('a0', 'a1', 'a2');
  await until('a commit', async () => (await committed()) === 3);
  await stop();
  // when 3, 4 and 5 are deleted unread
  await send(['b3', 'b4', 'b5', 'b6', 'b7']);
  await deleteBefore(6);
  const { losses, lost } = await start();
  // then
  await untilHandled('b6', 'b7');
  expect(losses).toEqual([{ level: 'error', topic, partition: 0, from: '3', to: '6', lost: 3 }]);
  expect(await lost()).toBe(3);
  expect(handled).toEqual(['a0', 'a1', 'a2', 'b6', 'b7']);
}, 120_000);

it('tells it also when nothing is left, and not again after a restart', async () => {
  await start();
  await send(['a0']);
  await untilHandled('a0');
  await until('a commit', async () => (await committed()) === 1);
  await stop();
  await send(['b1', 'b2', 'b3']);
  await deleteBefore(4);
  // when
  const first = await start();
  await until('the loss', async () => (await first.lost()) === 3);
  // the jump is made on purpose, and committed
  await until('a commit', async () => (await committed()) === 4);
  await stop();
  const second = await start();
  await send(['c4']);
  await untilHandled('c4');
  // then
  expect([second.losses, await second.lost()]).toEqual([[], 0]);
}, 120_000);

it('tells what was deleted while its partition waited, and goes on', async () => {
  stuckOn = 'b1';
  const { losses, lost } = await start();
  await send(['a0']);
  await untilHandled('a0');
  await send(['b1']);
  await producer.send({ topic, messages: [{ partition: 1, value: '"other"' }] });
  await untilHandled('other');
  await send(['b2', 'b3', 'b4']);
  // when
  await deleteBefore(4);
  await until('the loss', async () => (await lost()) === 3);
  // then
  await untilHandled('b4');
  expect(losses).toEqual([{ level: 'error', topic, partition: 0, from: '1', to: '4', lost: 3 }]);
  expect(handled.sort()).toEqual(['a0', 'b4', 'other']);
}, 120_000);

it('takes neither aborted transactions nor records that it has read for lost', async () => {
  const { losses, lost } = await start();
  const foreign = kafka.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
  await foreign.connect();
  await send(['a0']);
  const aborted = await foreign.transaction();
  await aborted.send({ topic, messages: [{ partition: 0, value: '"aborted"' }] });
  await aborted.abort();
  await send(['a3']);
  await untilHandled('a0', 'a3');
  await until('a commit', async () => (await committed()) === 4);
  // when what is done leaves the topic, and more comes
  await deleteBefore(4);
  const again = await foreign.transaction();
  await again.send({ topic, messages: [{ partition: 0, value: '"aborted"' }] });
  await again.abort();
  await foreign.disconnect();
  await send(['a6']);
  await untilHandled('a6');
  await stop();
  // and also as seen after a restart
  const restarted = await start();
  await send(['a7']);
  await untilHandled('a7');
  // then
  expect([losses, await lost(), restarted.losses, await restarted.lost()]).toEqual([[], 0, [], 0]);
}, 120_000);

it('tells that the topic ends before the offset of the group, and reads it from its beginning', async () => {
  await send(['a0', 'a1']);
  await admin.setOffsets({ groupId: topic, topic, partitions: [{ partition: 0, offset: '1000' }] });
  const { losses, lost } = await start();
  await untilHandled('a0', 'a1');
  expect(losses).toEqual([{ level: 'error', topic, partition: 0, from: '1000', to: '0', lost: 0 }]);
  expect(await lost()).toBe(0);
}, 120_000);
