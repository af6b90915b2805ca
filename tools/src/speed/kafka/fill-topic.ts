// Fills a topic before anybody reads it.
import { Kafka, logLevel } from 'kafkajs';
import type { TopicMessage } from './to-messages.ts';

const batchSize = 500;

/** Resolves when the broker has acknowledged all of them. */
export async function fillTopic(
  kafkaBrokers: string,
  topic: string,
  messages: TopicMessage[],
): Promise<void> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (let at = 0; at < messages.length; at += batchSize) {
      await producer.send({ topic, acks: -1, messages: messages.slice(at, at + batchSize) });
    }
  } finally {
    await producer.disconnect();
  }
}
