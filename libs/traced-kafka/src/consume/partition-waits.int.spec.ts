// A partition that waits, on a real broker: the others, and the other topics of the consumer, go on.
import { randomBytes } from 'node:crypto';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { kafkajsPort } from '../client/kafkajs-client.ts';
import { UnprocessableRecordError } from '../errors.ts';
import { defaultSendQueueLimits } from '../produce/send-queue.ts';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import { TracedKafkaServer } from './traced-kafka.server.ts';

const run = `w${randomBytes(4).toString('hex')}`;
const [payments, other, dlq] = [`${run}.payments`, `${run}.other`, `${run}.dlq`];
const logger = createLogger({ service: 'test', level: 'silent' });
const metrics = new Metrics();

let backends: Backends;
let admin: kafkajs.Admin;
let producer: kafkajs.Producer;
let server: TracedKafkaServer;
let close = async () => {};
const handled: string[] = [];

const allow = (maxBytes: number) =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: dlq,
        configEntries: [{ name: 'max.message.bytes', value: String(maxBytes) }],
      },
    ],
  });

async function deadLetters(): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(dlq);
  return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
}

const isCaughtUp = async (topic: string) => {
  const [group] = await admin.fetchOffsets({ groupId: run, topics: [topic] });
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map((each) => [each.partition, each.offset]));
  return group?.partitions.every(({ partition, offset }) => offset === ends.get(partition)) ?? false;
};

beforeAll(async () => {
  backends = await startBackends({ instance: `${run}-kafka`, only: ['kafka'] });
  const brokers = backends.kafkaBrokers.split(',');
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [
      { topic: payments, numPartitions: 3 },
      { topic: other, numPartitions: 1 },
      { topic: dlq, numPartitions: 1 },
    ],
  });
  producer = kafka.producer();
  await producer.connect();
  const port = kafkajsPort({ brokers, clientId: 'test', logger });
  const letters = new TracedProducer(port.producer(), defaultSendQueueLimits, logger, metrics);
  server = new TracedKafkaServer({ groupId: run, deadLetterTopic: dlq }, port, letters, logger, metrics);
  server.addHandler(payments, handle, true, { batch: true });
  server.addHandler(other, handle, true, { batch: true });
  close = async () => {
    await server.close();
    await letters.close();
    await port.close();
  };
}, 120_000);

async function handle(messages: ConsumedMessage<string>[]): Promise<void> {
  if (messages.some(({ value }) => value === 'bad')) throw new UnprocessableRecordError('bad-shape');
  handled.push(...messages.map(({ value }) => value));
}

afterAll(async () => {
  await close();
  await producer?.disconnect();
  await admin?.disconnect();
  await backends?.stop({ removeData: true });
}, 60_000);

const send = (topic: string, partition: number, values: string[]) =>
  producer.send({ topic, messages: values.map((value) => ({ partition, value: JSON.stringify(value) })) });

it('a record whose dead letter is refused stops its partition only, and is dead-lettered once when that is mended', async () => {
  // given a dead-letter topic that accepts nothing, and a bad record among good ones of all partitions
  await allow(1);
  await send(payments, 0, ['a1', 'bad', 'a2', 'a3']);
  await send(payments, 1, ['b1', 'b2']);
  await send(payments, 2, ['c1']);
  await send(other, 0, ['o1']);
  // when
  server.listen(() => undefined);
  await waitUntil(() => server.health().detail !== undefined, {
    timeoutMs: 60_000,
    what: 'the wait in health',
  });
  await send(payments, 1, ['b3']);
  await send(payments, 2, ['c2']);
  await send(other, 0, ['o2']);
  // then everything elsewhere is handled meanwhile
  await waitUntil(
    () => ['a1', 'b1', 'b2', 'b3', 'c1', 'c2', 'o1', 'o2'].every((id) => handled.includes(id)),
    {
      timeoutMs: 60_000,
      what: 'all other records',
    },
  );
  const { status, detail } = server.health();
  expect([status, detail]).toEqual(['up', expect.stringContaining(`${payments}/0 waits at offset 1 since `)]);
  expect(detail).toContain(`dead-letter topic ${dlq} refuses`);
  expect(await metrics.registry.metrics()).toContain(
    `kafka_consumer_partitions_waiting{topic="${payments}"} 1`,
  );
  // and the wait backs off across pauses
  await waitUntil(() => /attempt [3-9]/.test(server.health().detail ?? ''), {
    timeoutMs: 60_000,
    what: 'attempts',
  });
  // when the topic is mended
  await allow(1_000_000);
  await waitUntil(() => isCaughtUp(payments), { timeoutMs: 60_000, what: 'the partition to go on' });
  // then
  expect(handled.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  expect([...handled].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2', 'o1', 'o2']);
  expect(await deadLetters()).toBe(1);
  expect(server.health()).toEqual({ status: 'up' });
}, 240_000);
