// Reads verdicts as they come, as far as measuring needs them: whose, and when the broker got the first.
import { randomUUID } from 'node:crypto';
import { topics } from '@ringtrace/contracts';
import { type EachBatchPayload, Kafka, logLevel } from 'kafkajs';
import { GiveUp, waitUntil } from '../../pipeline/process/wait-until.ts';

export interface VerdictReader {
  /** Call it before the transactions are sent; nothing else is expected from then on. */
  expect(ids: readonly string[]): Expected;
  stop(): Promise<void>;
}

export interface Expected {
  /**
   * Resolves when each has a verdict, with the broker's time of its first, epoch milliseconds. Rejects when that takes
   * longer, and on any dead letter: fast but wrong is a failure.
   */
  all(timeoutMs: number): Promise<Map<string, number>>;
}

export async function readVerdicts(kafkaBrokers: string, signal: AbortSignal): Promise<VerdictReader> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 100 });
  let pending = new Set<string>();
  let judged = new Map<string, number>();
  let deadLetters = 0;
  const take = async ({ batch }: EachBatchPayload) => {
    if (batch.topic === topics.deadLetters) deadLetters += batch.messages.length;
    else {
      for (const { key, timestamp } of batch.messages) {
        // Others are upgrades of what has had its verdict before.
        if (pending.delete(String(key))) judged.set(String(key), Number(timestamp));
      }
    }
  };
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.verdicts, topics.deadLetters], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatch: take });
  const all = async (timeoutMs: number, count: number) => {
    const reached = () => {
      if (deadLetters > 0) throw new GiveUp(`${deadLetters} records became dead letters`);
      return pending.size === 0;
    };
    const what = `${count} verdicts`;
    await waitUntil(reached, { timeoutMs, what, everyMs: 20, signal }).catch((error: Error) => {
      signal.throwIfAborted();
      throw new Error(`${error.message}; without one: ${pending.size}`, { cause: error });
    });
    return judged;
  };
  return {
    expect: (ids) => {
      pending = new Set(ids);
      judged = new Map();
      const count = pending.size;
      return { all: (timeoutMs) => all(timeoutMs, count) };
    },
    stop: () => consumer.disconnect(),
  };
}
