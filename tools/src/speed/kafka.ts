// Topics and records of a benchmark run. Verdicts get the broker's timestamp; the tutorial design has topics of its own.
import { topicSettings, topics } from '@ringtrace/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '../pipeline/create-topics.ts';
import type { Payment } from '../reference/payment.ts';
import { toEvent } from '../traffic/endless/stream-wire.ts';
import { Random } from '../traffic/random.ts';

export const tutorialTopics = { transactions: 'tutorial.new', verdicts: 'tutorial.verdicts' };

export function createBenchTopics(kafkaBrokers: string): Promise<void> {
  const { partitions = 4, config = {} } = topicSettings[topics.verdicts] ?? {};
  const settings = { ...config, 'message.timestamp.type': 'LogAppendTime' };
  return createTopics(kafkaBrokers, [
    {
      topic: topics.verdicts,
      numPartitions: partitions,
      configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
    },
    { topic: tutorialTopics.transactions, numPartitions: 4 },
    { topic: tutorialTopics.verdicts, numPartitions: 4 },
  ]);
}

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

export interface TopicMessage {
  key: string;
  value: string;
  headers: Record<string, string>;
}

/** Pure: payments as records of `transactions.new`. `sampled`: the share of traces that are kept, 0 to 1. */
export function toMessages(payments: Payment[], sampled: number): TopicMessage[] {
  const random = new Random(1);
  return payments.map((payment) => ({
    key: payment.id,
    value: JSON.stringify(toEvent(payment)),
    headers: traceHeaders(random, random.chance(sampled)),
  }));
}

/** Pure: the W3C and Datadog headers that the ingestor puts on a record, with its sampling decision. */
export function traceHeaders(random: Random, sampled: boolean): Record<string, string> {
  const [high, low, parent] = [hex64(random), hex64(random), hex64(random)];
  const priority = sampled ? '1' : '0';
  return {
    'x-datadog-trace-id': BigInt(`0x${low}`).toString(),
    'x-datadog-parent-id': BigInt(`0x${parent}`).toString(),
    'x-datadog-sampling-priority': priority,
    'x-datadog-tags': `_dd.p.tid=${high},_dd.p.dm=-3`,
    traceparent: `00-${high}${low}-${parent}-0${priority}`,
    tracestate: `dd=s:${priority};p:${parent};t.dm:-3`,
  };
}

function hex64(random: Random): string {
  const half = () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return half() + half();
}
