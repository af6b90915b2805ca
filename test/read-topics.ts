// Reads every byte on a topic: keys, values and headers.
import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';

export async function readTopics(kafkaBrokers: string, topics: string[]): Promise<Buffer> {
  const kafka = new kafkajs.Kafka({ brokers: kafkaBrokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const parts: Buffer[] = [];
  const reached = new Map<string, bigint>();
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => {
      const headers = Object.entries(message.headers ?? {}).map(([name, value]) =>
        Buffer.from(`${name}=${String(value)}`),
      );
      parts.push(message.key ?? Buffer.alloc(0), message.value ?? Buffer.alloc(0), ...headers);
      reached.set(`${topic}/${partition}`, BigInt(message.offset) + 1n);
    },
  });
  const ends = await endOffsets(kafka, topics);
  const done = () => [...ends].every(([place, end]) => end === 0n || (reached.get(place) ?? 0n) >= end);
  await waitUntil(done, { timeoutMs: 30_000, what: 'the end of every partition' });
  await consumer.disconnect();
  return Buffer.concat(parts);
}

async function endOffsets(kafka: kafkajs.Kafka, topics: string[]): Promise<Map<string, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, high } of await admin.fetchTopicOffsets(topic))
      ends.set(`${topic}/${partition}`, BigInt(high));
  }
  await admin.disconnect();
  return ends;
}
