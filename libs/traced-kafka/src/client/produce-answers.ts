// Which partitions of a produce request were stored, and which refused. kafkajs (2.2.4) reads that from the broker's answer,
// but throws the first refusal without saying whose it is. Here its parsers first note what they were given.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';

interface PartitionAnswer {
  partition: number;
  errorCode: number;
  baseOffset: string;
}

interface Answer {
  topics: { partitions: PartitionAnswer[] }[];
}

/** Of one send, which may be several requests. By partition; the last answer counts. */
export type PartitionAnswers = Map<number, PartitionAnswer>;

const current = new AsyncLocalStorage<PartitionAnswers>();
const load = createRequire(import.meta.url);

// All versions that brokers of Kafka 1.0 or newer and this client agree on.
for (const version of [3, 4, 5, 6, 7]) {
  const parser = load(`kafkajs/src/protocol/requests/produce/v${version}/response`);
  const { parse } = parser as { parse(answer: Answer): Promise<unknown> };
  parser.parse = (answer: Answer) => {
    for (const { partitions } of answer.topics)
      for (const each of partitions) current.getStore()?.set(each.partition, each);
    return parse(answer);
  };
}

/** Runs `send`, which is of one topic, and adds to `answers` what brokers say of each partition. */
export function notingAnswers<T>(answers: PartitionAnswers, send: () => Promise<T>): Promise<T> {
  return current.run(answers, send);
}

const maxWaitMs = 2_000;

/**
 * The first offset of each partition that was stored. kafkajs rejects at the first refusal: other brokers may not have
 * answered yet. If none ever answered, nothing was sent.
 */
export async function storedPartitions(
  answers: PartitionAnswers,
  sentTo: number[],
): Promise<Map<number, bigint>> {
  const endMs = performance.now() + maxWaitMs;
  const isComplete = () => answers.size === 0 || sentTo.every((partition) => answers.has(partition));
  while (!isComplete() && performance.now() < endMs) await wait(5);
  const stored = [...answers.values()].filter(({ errorCode }) => errorCode === 0);
  return new Map(stored.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset)]));
}
