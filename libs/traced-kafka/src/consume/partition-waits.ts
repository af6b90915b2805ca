// Partitions that wait for something longer than a moment: a database that is away, a dead-letter topic that refuses. The
// client does not fetch a waiting partition, so that it stops no other. Each retry starts at the waiting record again.
import type { Logger } from '@ringtrace/telemetry';
import type { PartitionChunk } from '../client/kafka-port.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';

/** Where a batch stopped on one partition. */
export interface StoppedPartition {
  partition: number;
  /** The first record that is not done. */
  offset: string;
  /** The last record that was tried together with it; these are retried together. */
  upTo: string;
  attempts: number;
  delayMs: number;
  /** For an operator; holds no value of a record. */
  reason: string;
  /** Records after `offset` that are done already, and must not be repeated. */
  doneAhead: string[];
}

interface PartitionWait extends StoppedPartition {
  topic: string;
  since: Date;
  resume: () => void;
}

export class PartitionWaits {
  private readonly metrics: Pick<ConsumerMetrics, 'partitionsWaiting'>;
  private readonly log: Logger;
  private readonly waits = new Map<string, PartitionWait>();
  private readonly doneAhead = new Map<string, Set<string>>();

  constructor(metrics: Pick<ConsumerMetrics, 'partitionsWaiting'>, log: Logger) {
    this.metrics = metrics;
    this.log = log;
  }

  /** Pauses the partition for `delayMs`. The client then fetches it again from the first record that is not resolved. */
  stop(
    { topic, partition, pause }: Pick<PartitionChunk, 'topic' | 'partition' | 'pause'>,
    at: StoppedPartition,
  ): void {
    const key = keyOf(topic, partition);
    const before = this.waits.get(key);
    const unpause = pause();
    const timer = setTimeout(unpause, at.delayMs);
    const resume = () => {
      clearTimeout(timer);
      unpause();
    };
    const since = before?.offset === at.offset ? before.since : new Date();
    this.waits.set(key, { ...at, topic, since, resume });
    this.doneAhead.set(key, new Set([...(this.doneAhead.get(key) ?? []), ...at.doneAhead]));
    this.showCount(topic);
    if (before?.offset === at.offset) return;
    const { offset, reason } = at;
    this.log.warn({ topic, partition, offset, reason }, 'partition waits; the others go on');
  }

  of(topic: string, partition: number): StoppedPartition | undefined {
    return this.waits.get(keyOf(topic, partition));
  }

  isDone(topic: string, partition: number, offset: string): boolean {
    return this.doneAhead.get(keyOf(topic, partition))?.has(offset) ?? false;
  }

  /** Everything up to and including `offset` is done. */
  advance(topic: string, partition: number, offset: string): void {
    const key = keyOf(topic, partition);
    const done = this.doneAhead.get(key);
    for (const each of done ?? []) if (BigInt(each) <= BigInt(offset)) done?.delete(each);
    if (done?.size === 0) this.doneAhead.delete(key);
    const wait = this.waits.get(key);
    if (!wait || BigInt(offset) < BigInt(wait.upTo)) return;
    this.waits.delete(key);
    this.showCount(topic);
    this.log.info({ topic, partition, since: wait.since.toISOString() }, 'partition goes on');
  }

  /** The partitions may have moved to another consumer, which starts at what is committed. */
  forgetAll(): void {
    const topics = new Set([...this.waits.values()].map(({ topic }) => topic));
    for (const { resume } of this.waits.values()) resume();
    this.waits.clear();
    this.doneAhead.clear();
    for (const topic of topics) this.showCount(topic);
  }

  /** Undefined when none waits. */
  describe(): string | undefined {
    const lines = [...this.waits.values()].map(
      ({ topic, partition, offset, since, attempts, reason }) =>
        `${topic}/${partition} waits at offset ${offset} since ${since.toISOString()}, attempt ${attempts}: ${reason}`,
    );
    return lines.length === 0 ? undefined : lines.join('; ');
  }

  private showCount(topic: string): void {
    const count = [...this.waits.values()].filter((wait) => wait.topic === topic).length;
    this.metrics.partitionsWaiting.set({ topic }, count);
  }
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;
