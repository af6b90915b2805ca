// What is known of one batch while it is processed: which records are done, and at which records partitions must wait. No IO.

import type { Logger } from '@ringtrace/telemetry';
import type { KafkaRecord } from '../client/kafka-port.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';
import type { Classify, RetrySettings } from './failure-policy.ts';
import type { StoppedPartition } from './partition-waits.ts';

/** What is the same for all batches of a topic. */
export interface TopicWork {
  topic: string;
  group: string;
  deadLetterTopic: string;
  retry: RetrySettings;
  parse(record: KafkaRecord): unknown;
  /** Handles all messages or none: if it throws, it is called again with the same messages. */
  handle(messages: ConsumedMessage[]): Promise<void>;
  classify: Classify | undefined;
  producer: Pick<TracedProducer, 'send'>;
  metrics: ConsumerMetrics;
  log: Logger;
}

export interface BatchWork extends TopicWork {
  /** True when the consumer is stopping or has lost a partition of the batch. */
  isAbandoned(): boolean;
  /** 1, or more if these records failed before and waited. */
  firstAttempt: number;
  /** True for a record that was done before its partition stopped at an earlier one. */
  isDone(record: KafkaRecord): boolean;
}

/** Retries are made in place for this long. After that only the partitions of the failing records wait. */
const maxRetryInPlaceMs = 1_000;

export interface BatchRun extends BatchWork {
  done: Set<KafkaRecord>;
  stopped: Map<number, StoppedPartition>;
  /** Dead letters are sent together, and acknowledged at the end of the batch. */
  deadLetters: Promise<void>[];
  retryInPlaceUntilMs: number;
}

export function beginRun(work: BatchWork): BatchRun {
  return {
    ...work,
    done: new Set(),
    stopped: new Map(),
    deadLetters: [],
    // Records that have waited before are tried once, then wait again.
    retryInPlaceUntilMs: work.firstAttempt > 1 ? 0 : performance.now() + maxRetryInPlaceMs,
  };
}

/** Each partition of the records waits at its first one. */
export function stopAt(
  records: KafkaRecord[],
  why: Pick<StoppedPartition, 'attempts' | 'delayMs' | 'reason'>,
  { stopped }: BatchRun,
): void {
  for (const { partition, offset } of records) {
    const at = stopped.get(partition);
    if (at && BigInt(at.offset) <= BigInt(offset)) continue;
    const upTo = records.findLast((record) => record.partition === partition)?.offset ?? offset;
    stopped.set(partition, { ...why, partition, offset, upTo, doneAhead: [] });
  }
}

const isAfter = (record: KafkaRecord, offset: string): boolean => BigInt(record.offset) > BigInt(offset);

export function isStopped(record: KafkaRecord, { stopped }: BatchRun): boolean {
  const at = stopped.get(record.partition);
  return at !== undefined && BigInt(record.offset) >= BigInt(at.offset);
}

/** Where each partition stopped, and what of it is done nevertheless. */
export function stoppedPartitions(records: KafkaRecord[], run: BatchRun): StoppedPartition[] {
  const isDone = (record: KafkaRecord) => run.done.has(record) || run.isDone(record);
  return [...run.stopped.values()].map((at) => ({
    ...at,
    doneAhead: records
      .filter((each) => each.partition === at.partition && isAfter(each, at.offset) && isDone(each))
      .map(({ offset }) => offset),
  }));
}
