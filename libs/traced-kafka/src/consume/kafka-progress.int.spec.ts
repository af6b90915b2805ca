// KafkaProgress on a fresh broker, which has to create its internal offsets topic first.
import { createLogger } from '@ringtrace/telemetry';
import { type Backends, startBackends } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import type { KafkaPort } from '../client/kafka-port.ts';
import { kafkajsPort } from '../client/kafkajs-client.ts';
import { KafkaProgress } from './kafka-progress.ts';

const topic = 'orders';
let backends: Backends;
let kafka: kafkajs.Kafka;
let port: KafkaPort;
let progress: KafkaProgress;

beforeAll(async () => {
  backends = await startBackends({ instance: `progress-${process.pid}`, only: ['kafka'], own: true });
  const brokers = backends.kafkaBrokers.split(',');
  kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  const messages = [0, 0, 1].map((partition) => ({ partition, value: 'order' }));
  await producer.send({ topic, messages });
  await producer.disconnect();
  port = kafkajsPort({
    brokers,
    clientId: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  progress = new KafkaProgress(port);
}, 120_000);

afterAll(async () => {
  await port?.close();
  await backends?.stop({ removeData: true });
}, 30_000);

it('returns all records as left when the group does not exist yet', async () => {
  expect(await progress.waitUntilCaughtUp('group', topic, 0)).toBe(3);
}, 30_000);

it('resolves with 0 when the group has committed everything that was there at the start', async () => {
  // given
  const caughtUp = progress.waitUntilCaughtUp('group', topic, 30_000);
  // when a consumer of the group processes the topic
  const consumer = kafka.consumer({ groupId: 'group' });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommitThreshold: 1, eachMessage: async () => undefined });
  // then
  expect(await caughtUp).toBe(0);
  await consumer.disconnect();
}, 60_000);

it('returns what is left when the signal aborts', async () => {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'one more' }] });
  await producer.disconnect();
  expect(await progress.waitUntilCaughtUp('group', topic, 60_000, AbortSignal.timeout(300))).toBe(1);
}, 30_000);
