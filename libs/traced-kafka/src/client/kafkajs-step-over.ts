// Takes a consumer group past a batch that it cannot decode, on kafkajs. The group's members need not be stopped.
import type { Kafka } from 'kafkajs';
import { UndecodableError } from '../errors.ts';
import type { GroupPartition, StepsOver, UndecodableBatch } from './kafka-port.ts';
import { progressOf } from './kafkajs-admin.ts';
import { readToEnd } from './kafkajs-reads.ts';
import { rebalanceTimeoutMs } from './open-kafka.ts';

/** Rejects with an error that explains a refusal. */
type Explained = <T>(work: Promise<T>) => Promise<T>;

export function stepsOver(kafka: Kafka, explained: Explained): StepsOver {
  return {
    findUndecodable: (at) => explained(findUndecodable(kafka, at)),
    goOnBehind: (at, { lastOffset }) => explained(commitAsMember(kafka, at, String(BigInt(lastOffset) + 1n))),
  };
}

async function findUndecodable(
  kafka: Kafka,
  { group, topic, partition, readGroup }: GroupPartition,
): Promise<UndecodableBatch | undefined> {
  const admin = kafka.admin();
  await admin.connect();
  const progress = await progressOf(admin, group, topic).finally(() => admin.disconnect());
  const at = progress.find((each) => each.partition === partition);
  if (at === undefined || at.committed >= at.end) return undefined;
  const next = new Map([[partition, { next: at.committed, end: at.end }]]);
  try {
    await readToEnd(kafka, { topic, groupId: readGroup }, next, () => {
      throw new DecodableError('the next record can be decoded');
    });
    return undefined;
  } catch (error) {
    if (error instanceof DecodableError) return undefined;
    if (error instanceof UndecodableError && error.batch) return error.batch;
    throw error;
  }
}

class DecodableError extends Error {}

// The broker takes offsets of a living group from its members only, but any member may commit for any partition. When this
// one joins and leaves, the members go on from what is committed.
async function commitAsMember(
  kafka: Kafka,
  { group, topic, partition }: GroupPartition,
  offset: string,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId: group,
    rebalanceTimeout: rebalanceTimeoutMs,
    allowAutoTopicCreation: false,
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const joined = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    joined.catch(() => undefined);
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await joined;
    await consumer.commitOffsets([{ topic, partition, offset }]);
  } finally {
    await consumer.disconnect();
  }
}
