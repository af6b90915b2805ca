// The oracle's eyes: every verdict and dead letter as the topics hold them.
import { randomUUID } from 'node:crypto';
import { topics, type Verdict, verdict } from '@ringtrace/contracts';
import { deadLetterHeaders } from '@ringtrace/traced-kafka';
import type { Kafka } from 'kafkajs';

export interface DeadLetter {
  key: string | null;
  value: Buffer | null;
  reason: string;
}

export interface Outcomes {
  /** By transaction id; of several revisions the highest. */
  verdicts: Map<string, Verdict>;
  deadLetters: DeadLetter[];
  /** Every byte seen on the watched topics. */
  bytes: Buffer[];
  stop(): Promise<void>;
}

export async function watchOutcomes(kafka: Kafka): Promise<Outcomes> {
  const outcomes: Outcomes = {
    verdicts: new Map(),
    deadLetters: [],
    bytes: [],
    stop: () => consumer.disconnect(),
  };
  const consumer = kafka.consumer({ groupId: `oracle-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: Object.values(topics), fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message }) => {
      const headers = Object.entries(message.headers ?? {}).map(([name, value]) =>
        Buffer.from(`${name}=${String(value)}`),
      );
      outcomes.bytes.push(message.key ?? Buffer.alloc(0), message.value ?? Buffer.alloc(0), ...headers);
      if (topic === topics.verdicts) {
        const found = verdict.parse(JSON.parse(String(message.value)));
        const known = outcomes.verdicts.get(found.transactionId);
        if (!known || known.revision < found.revision) outcomes.verdicts.set(found.transactionId, found);
      }
      if (topic === topics.deadLetters) {
        const reason = String(message.headers?.[deadLetterHeaders.reason]);
        outcomes.deadLetters.push({ key: message.key?.toString() ?? null, value: message.value, reason });
      }
    },
  });
  return outcomes;
}
