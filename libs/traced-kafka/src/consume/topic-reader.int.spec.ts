// TopicReader on a real broker.
import { randomBytes } from 'node:crypto';
import { createLogger } from '@ringtrace/telemetry';
import { type Backends, startBackends } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import type { KafkaPort } from '../client/kafka-port.ts';
import { kafkajsPort } from '../client/kafkajs-client.ts';
import { GroupBusyError } from '../errors.ts';
import { TopicReader } from './topic-reader.ts';

const run = randomBytes(3).toString('hex');
const topic = `letters-${run}`;
const empty = `empty-${run}`;
const groupId = `reader-${run}`;
let backends: Backends;
let kafka: kafkajs.Kafka;
let port: KafkaPort;
let reader: TopicReader;
let laterMs: number;

beforeAll(async () => {
  backends = await startBackends({ instance: `reader-${run}`, only: ['kafka'] });
  const brokers = backends.kafkaBrokers.split(',');
  kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 2 }, { topic: empty }], waitForLeaders: true });
  await admin.disconnect();
  laterMs = Date.now();
  const messages = [0, 0, 1].map((partition, index) => ({
    partition,
    key: `k${index}`,
    value: 'v',
    timestamp: String(laterMs - 60_000 + index),
  }));
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.send({ topic, messages: [{ partition: 1, key: 'later', value: 'v' }] });
  await producer.disconnect();
  port = kafkajsPort({
    brokers,
    clientId: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  reader = new TopicReader(port);
}, 120_000);

afterAll(async () => {
  await port?.close();
  await backends?.stop({ removeData: true });
}, 30_000);

async function keysOf(request: { topic: string; sinceMs?: number }): Promise<string[]> {
  const keys: string[] = [];
  await reader.readToEnd({ groupId, ...request }, ({ key }) => void keys.push(String(key)));
  return keys.sort();
}

describe('readToEnd', () => {
  it('passes each record once and ends, time after time', async () => {
    expect(await keysOf({ topic })).toEqual(['k0', 'k1', 'k2', 'later']);
    expect(await keysOf({ topic })).toEqual(['k0', 'k1', 'k2', 'later']);
    expect(await keysOf({ topic: empty })).toEqual([]);
  }, 60_000);

  it('begins at a time', async () => {
    expect(await keysOf({ topic, sinceMs: laterMs })).toEqual(['later']);
  }, 60_000);

  it('ends and rejects with the error of the callback', async () => {
    const failed = new Error('full');
    const reading = reader.readToEnd({ topic, groupId }, () => {
      throw failed;
    });
    await expect(reading).rejects.toBe(failed);
  }, 60_000);

  it('ends although the topic ends with a transaction that was aborted', async () => {
    const producer = kafka.producer({ transactionalId: run, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const beforeMs = Date.now();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ partition: 0, key: 'aborted', value: 'v' }] });
    await transaction.abort();
    await producer.disconnect();
    expect(await keysOf({ topic })).toEqual(['k0', 'k1', 'k2', 'later']);
    // also when nothing else is left to read
    expect(await keysOf({ topic, sinceMs: beforeMs })).toEqual([]);
  }, 120_000);
});

describe('alone', () => {
  it('refuses a second process until the first has ended', async () => {
    const request = { topic: empty, groupId: `alone-${run}` };
    await reader.alone(request, async (lost) => {
      const second = reader.alone(request, async () => 'in');
      await expect(second).rejects.toThrow(GroupBusyError);
      expect(lost.aborted).toBe(false);
    });
    expect(await reader.alone(request, async () => 'in')).toBe('in');
  }, 90_000);
});
