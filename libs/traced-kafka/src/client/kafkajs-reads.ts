// Reads of a topic from outside an application: from a moment to the end, committing nothing, and alone in a group, as a lock.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { GroupBusyError, TopicReadError } from '../errors.ts';
import type { KafkaRecord, TopicReads } from './kafka-port.ts';
import { causesOf } from './kafkajs-errors.ts';
import { toRecord } from './kafkajs-records.ts';

/** Rejects with an error that explains a refusal. */
type Explained = <T>(work: Promise<T>) => Promise<T>;

const idleTimeoutMs = 30_000;
/** How soon another process can take over after this one was killed. */
const aloneSessionTimeoutMs = 10_000;

export function topicReads(kafka: Kafka, explained: Explained): TopicReads {
  return {
    readToEnd: async (request, onRecord) => {
      const left = await explained(rangesOf(kafka, request.topic, request.sinceMs));
      await explained(onceGroupsAreLoaded(() => readToEnd(kafka, request, left, onRecord)));
    },
    alone: (request, work) => alone(kafka, request, work, explained),
  };
}

/** Counts `left` down, so that another call goes on where this one ended. */
export async function readToEnd(
  kafka: Kafka,
  { topic, groupId }: ReadRequest,
  left: Ranges,
  onRecord: (record: KafkaRecord) => void | Promise<void>,
): Promise<void> {
  if (left.size === 0) return;
  // Its own group each time, so that reads do not share partitions. Without a commit the broker forgets it.
  const consumer = kafka.consumer({ groupId: `${groupId}-${randomUUID()}`, allowAutoTopicCreation: false });
  let watch: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      let idleSinceMs = performance.now();
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      watch = setInterval(() => {
        if (performance.now() - idleSinceMs > idleTimeoutMs)
          reject(new TopicReadError(`${topic} could not be read to its end: try again`));
      }, 1_000);
      const take = async (payload: EachBatchPayload) => {
        idleSinceMs = Number.POSITIVE_INFINITY;
        await takeBatch(payload, left, onRecord);
        idleSinceMs = performance.now();
      };
      // Also for what never reaches `eachBatch`: aborted transactions and their control records.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        const range = left.get(partition);
        if (range && BigInt(lastOffset) + 1n >= range.end) left.delete(partition);
        if (left.size === 0) resolve();
      });
      consumer.run({ autoCommit: false, eachBatch: (payload) => take(payload).catch(reject) }).catch(reject);
      for (const [partition, { next }] of left) consumer.seek({ topic, partition, offset: String(next) });
    });
  } finally {
    clearInterval(watch);
    await consumer.disconnect();
  }
}

type ReadRequest = Parameters<TopicReads['readToEnd']>[0];

/** A broker that has just started loads its groups first. kafkajs gives up at once when it is told so. */
async function onceGroupsAreLoaded(read: () => Promise<void>): Promise<void> {
  const deadlineMs = performance.now() + idleTimeoutMs;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const isLoading = causesOf(error).some(({ type }) =>
        /^(GROUP_|COORDINATOR_|NOT_COORDINATOR)/.test(type ?? ''),
      );
      if (!isLoading || performance.now() > deadlineMs) throw error;
      await wait(500);
    }
  }
}

type Ranges = Map<number, { next: bigint; end: bigint }>;

/** What there is to read now, by partition. */
async function rangesOf(kafka: Kafka, topic: string, sinceMs: number | undefined): Promise<Ranges> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const known = await admin.fetchTopicOffsets(topic);
    const later = sinceMs === undefined ? [] : await admin.fetchTopicOffsetsByTimestamp(topic, sinceMs);
    const begin = new Map(later.map(({ partition, offset }) => [partition, BigInt(offset)]));
    return new Map(
      known
        .map(({ partition, low, high }) => ({
          partition,
          next: begin.get(partition) ?? BigInt(low),
          end: BigInt(high),
        }))
        .filter(({ next, end }) => next < end)
        .map(({ partition, ...range }) => [partition, range]),
    );
  } finally {
    await admin.disconnect();
  }
}

async function takeBatch(
  { batch, heartbeat, isRunning }: EachBatchPayload,
  left: Ranges,
  onRecord: (record: KafkaRecord) => void | Promise<void>,
): Promise<void> {
  const range = left.get(batch.partition);
  if (range === undefined) return;
  for (const message of batch.messages) {
    const offset = BigInt(message.offset);
    // After a reconnect the client begins again.
    if (offset < range.next) continue;
    if (offset >= range.end) break;
    if (!isRunning()) throw new TopicReadError(`reading ${batch.topic} was interrupted: try again`);
    await onRecord(toRecord(batch.topic, batch.partition, message));
    range.next = offset + 1n;
    await heartbeat();
  }
}

async function alone<T>(
  kafka: Kafka,
  { topic, groupId, onRecord }: Parameters<TopicReads['alone']>[0],
  work: (lost: AbortSignal) => Promise<T>,
  explained: Explained,
): Promise<T> {
  await explained(onceGroupsAreLoaded(() => untilEmpty(kafka, groupId)));
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: aloneSessionTimeoutMs,
    heartbeatInterval: 1_000,
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
  });
  const lost = new AbortController();
  try {
    await explained(consumer.connect());
    await explained(consumer.subscribe({ topic, fromBeginning: true }));
    const joined = new Promise<boolean>((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
        resolve((payload.memberAssignment[topic] ?? []).length > 0),
      );
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    joined.catch(() => undefined);
    // Somebody else joined, or the broker has not heard of this process for too long.
    for (const event of [consumer.events.REBALANCING, consumer.events.CRASH, consumer.events.STOP])
      consumer.on(event, () => lost.abort());
    const running = consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) onRecord?.(toRecord(batch.topic, batch.partition, message));
      },
    });
    await explained(running);
    if (!(await explained(joined))) throw new GroupBusyError('another process is at work: try again later');
    return await work(lost.signal);
  } finally {
    await consumer.disconnect();
  }
}

/** A killed process counts as a member until its session ends. */
async function untilEmpty(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const deadlineMs = performance.now() + aloneSessionTimeoutMs + 5_000;
  try {
    for (;;) {
      const { groups } = await admin.describeGroups([groupId]);
      if (groups.every(({ members }) => members.length === 0)) return;
      if (performance.now() > deadlineMs)
        throw new GroupBusyError('another process is at work: try again later');
      await wait(500);
    }
  } finally {
    await admin.disconnect();
  }
}
