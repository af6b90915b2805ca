// Batches that cannot be decoded, in the files of a real broker: each stops its own partition and nothing else.
import { readFileSync, writeFileSync } from 'node:fs';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { type Backends, kafkaLogFile, startBackends, waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { batchesOf, damages } from '../client/damaged-batch.fixture.ts';
import type { UndecodableBatch } from '../client/kafka-port.ts';
import { kafkajsPort } from '../client/kafkajs-client.ts';
import { defaultSendQueueLimits } from '../produce/send-queue.ts';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import { StepOver } from './step-over.ts';
import { TracedKafkaServer } from './traced-kafka.server.ts';

const instance = 'kafka-undecodable';
const group = 'undecodable';
const [payments, other, dlq] = ['payments', 'other', 'dlq'];
const reasons = [...Object.keys(damages), 'it inflates to more than 32 MiB'];
const bomb = reasons.length - 1;
/** Damaged so that the broker itself cannot read it. */
const unreadable = reasons.length;
const healthy = unreadable + 1;
const logger = createLogger({ service: 'test', level: 'silent' });
const metrics = new Metrics();

let backends: Backends;
let admin: kafkajs.Admin;
let producer: kafkajs.Producer;
let server: TracedKafkaServer;
let stepOver: StepOver;
let close = async () => {};
const handled: string[] = [];

beforeAll(async () => {
  // Its own: its files are damaged.
  backends = await startBackends({ instance, only: ['kafka'], own: true });
  const brokers = backends.kafkaBrokers.split(',');
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [
      { topic: payments, numPartitions: healthy + 1 },
      { topic: other, numPartitions: 1 },
      { topic: dlq, numPartitions: 1 },
    ],
  });
  producer = kafka.producer();
  await producer.connect();
  const port = kafkajsPort({ brokers, clientId: 'test', logger });
  const letters = new TracedProducer(port.producer(), defaultSendQueueLimits, logger, metrics);
  stepOver = new StepOver(port, letters);
  const options = { groupId: group, deadLetterTopic: dlq };
  server = new TracedKafkaServer(options, port, letters, logger, metrics);
  for (const topic of [payments, other]) server.addHandler(topic, handle, true, { batch: true });
  close = async () => {
    await server.close();
    await letters.close();
    await port.close();
  };
}, 120_000);

async function handle(messages: ConsumedMessage<string>[]): Promise<void> {
  handled.push(...messages.map(({ value }) => value.slice(0, 20)));
}

afterAll(async () => {
  await close();
  await producer?.disconnect();
  await admin?.disconnect();
  await backends?.stop({ removeData: true });
}, 60_000);

/** One batch. */
const send = (topic: string, partition: number, values: string[], compression = 0) =>
  producer.send({
    topic,
    compression,
    messages: values.map((value) => ({ partition, value: JSON.stringify(value) })),
  });

const areHandled = (values: string[], what: string) =>
  waitUntil(() => values.every((value) => handled.includes(value)), { timeoutMs: 60_000, what });

/** Returns a function that mends it. */
function damageFile(partition: number, damage: (batch: Buffer) => void): () => void {
  const file = kafkaLogFile(instance, payments, partition);
  const good = readFileSync(file);
  const bad = Buffer.from(good);
  damage(batchesOf(bad)[1] as Buffer);
  writeFileSync(file, bad, { flag: 'r+' });
  return () => writeFileSync(file, good, { flag: 'r+' });
}

it('stop their partition, say where and why, and let everything else go on', async () => {
  // given partitions of three batches each, of which the second one is damaged or a bomb
  for (let partition = 0; partition < healthy; partition++) {
    await send(payments, partition, [`before ${partition}`]);
    if (partition === bomb) await send(payments, partition, ['0'.repeat(40_000_000)], 4);
    else await send(payments, partition, ['damaged', 'damaged']);
    await send(payments, partition, [`after ${partition}`]);
  }
  const mend = Object.values(damages).map((damage, partition) => damageFile(partition, damage));
  const mendUnreadable = damageFile(unreadable, (batch) => void batch.writeInt32BE(3, 8));
  // when
  server.listen(() => undefined);
  // then
  const waitsOf = () => (server.health().detail ?? '').split('; ').filter(Boolean).sort();
  await waitUntil(() => waitsOf().length === healthy, {
    timeoutMs: 60_000,
    what: 'all damaged partitions in health',
  });
  for (const [partition, reason] of reasons.entries()) {
    const last = partition === bomb ? 1 : 2;
    expect(server.health().detail).toMatch(
      new RegExp(
        `${payments}/${partition} waits at offset 1 since [^;]*: the batch of offsets 1 to ${last} cannot be decoded: ${reason}`,
      ),
    );
  }
  const unreadableReason = `${payments}/${unreadable} waits at offset 1 since [^;]*: the broker cannot read its copy`;
  await waitUntil(() => new RegExp(unreadableReason).test(server.health().detail ?? ''), {
    timeoutMs: 60_000,
    what: 'the reason of the broker',
  });
  expect(server.health().status).toBe('up');
  expect(await metrics.registry.metrics()).toContain(
    `kafka_consumer_partitions_waiting{topic="${payments}"} ${healthy}`,
  );
  const restarts = () => metrics.registry.getSingleMetricAsString('kafka_consumer_restarts_total');
  const restartsBefore = await restarts();
  // and everything else is handled meanwhile, also what comes later
  await send(payments, healthy, ['elsewhere']);
  await send(other, 0, ['other topic']);
  const before = Array.from({ length: healthy }, (_, partition) => `before ${partition}`);
  await areHandled([...before, 'elsewhere', 'other topic'], 'all other records');
  expect(handled.length).toBe(healthy + 2);
  expect(await restarts()).toBe(restartsBefore);
  // when the files are mended
  for (const mendFile of [...mend, mendUnreadable]) mendFile();
  // then only the bomb waits
  const after = [...mend.keys()].map((partition) => `after ${partition}`);
  await areHandled([...after, `after ${unreadable}`], 'the records behind');
  expect(handled.filter((value) => value === 'damaged')).toHaveLength(2 * mend.length + 2);
  expect(waitsOf()).toEqual([expect.stringContaining(`${payments}/${bomb} waits at offset 1`)]);
  // when an operator steps over it while the consumer runs
  const at = { group, topic: payments, partition: bomb, readGroup: 'reads' };
  const batch = (await stepOver.find(at)) as UndecodableBatch;
  const letter = await stepOver.keep(at, batch, dlq);
  await stepOver.goOnBehind(at, batch);
  // then
  await areHandled([`after ${bomb}`], 'the record behind the bomb');
  expect(server.health()).toEqual({ status: 'up' });
  expect(await stepOver.find(at)).toBeUndefined();
  expect(letter).toMatchObject({ topic: dlq, offset: '0' });
  expect([batch.offset, batch.lastOffset, batch.bytes.length < 10_000]).toEqual(['1', '1', true]);
}, 240_000);
