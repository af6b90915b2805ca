// The path of one topic's records: a fetched chunk waits in the queue, is cut into batches with chunks of other
// partitions, and its offsets are committed as those batches are done. process-batch.ts does the work of a batch.
import type { ConsumerSettings, KafkaRecord, PartitionChunk } from '../client/kafka-port.ts';
import { BatchAbandonedError } from '../errors.ts';
import { BatchQueue } from './batch-queue.ts';
import type { TopicWork } from './batch-run.ts';
import type { BatchLimits } from './batch-size.ts';
import { retryDelayMs } from './failure-policy.ts';
import { Heartbeats } from './heartbeats.ts';
import type { PartitionWaits, StoppedPartition } from './partition-waits.ts';
import { processBatch } from './process-batch.ts';
import { isPlausibleTimestamp, queueTimeMs } from './queue-time.ts';

type Undecodable = NonNullable<PartitionChunk['undecodable']>;

export class TopicConsumer {
  private readonly work: TopicWork;
  private readonly waits: PartitionWaits;
  private readonly heartbeatIntervalMs: number;
  private readonly queue: BatchQueue;

  constructor(
    work: TopicWork,
    limits: BatchLimits,
    settings: Pick<ConsumerSettings, 'heartbeatIntervalMs' | 'maxConcurrentBatches'>,
    waits: PartitionWaits,
  ) {
    this.work = work;
    this.waits = waits;
    this.heartbeatIntervalMs = settings.heartbeatIntervalMs;
    this.queue = new BatchQueue(
      (records, isAbandoned) => this.consumeBatch(records, isAbandoned),
      limits,
      settings.maxConcurrentBatches,
    );
  }

  /**
   * Resolves when all records of the chunk are done, its partition waits, or the chunk is abandoned. An offset is resolved
   * only after the whole batch that holds it is done. No error of a handler gets out of here, since it would stop the Kafka
   * client for good: rejects only with the client's own errors, such as a lost membership.
   */
  async consume(chunk: PartitionChunk): Promise<void> {
    const { topic, partition, records, undecodable } = chunk;
    const setLag = (left: number) => this.work.metrics.lag.set({ topic, partition }, chunk.lag + left);
    setLag(records.length);
    const wait = this.waits.of(topic, partition);
    const alone = wait ? records.filter(({ offset }) => BigInt(offset) <= BigInt(wait.upTo)).length : 0;
    // The records it waited for may have left the topic, or can be decoded now.
    if (wait && alone === 0 && wait.offset !== undecodable?.offset)
      this.waits.advance(topic, partition, wait.upTo);
    let isStopped = false;
    const heartbeats = new Heartbeats(chunk, this.heartbeatIntervalMs);
    try {
      await this.queue.process({
        records,
        alone,
        isAbandoned: () => heartbeats.isAbandoned(),
        advance: async ({ offset }, left) => {
          chunk.resolve(offset);
          this.waits.advance(topic, partition, offset);
          setLag(left);
          await heartbeats.beat();
        },
        stop: (at) => {
          isStopped = true;
          if (!heartbeats.isAbandoned()) this.waits.stop(chunk, at);
        },
      });
    } catch (error) {
      if (!(error instanceof BatchAbandonedError)) throw error;
      this.work.log.info({ topic, partition }, 'batch abandoned; it will be redelivered');
    } finally {
      heartbeats.stop();
    }
    heartbeats.throwIfLost();
    if (undecodable && !isStopped && !heartbeats.isAbandoned()) this.waitAt(undecodable, chunk);
  }

  /** All records before the batch are done. It is fetched again: it may have been damaged on its way, or been stepped over. */
  private waitAt({ offset, reason }: Undecodable, chunk: PartitionChunk): void {
    const { topic, partition } = chunk;
    const before = this.waits.of(topic, partition);
    const attempts = before?.offset === offset ? before.attempts + 1 : 1;
    const delayMs = retryDelayMs(attempts, Math.random(), this.work.retry);
    // No record is tried again together with it, once it can be decoded.
    const upTo = String(BigInt(offset) - 1n);
    this.waits.stop(chunk, { partition, offset, upTo, attempts, delayMs, reason, doneAhead: [] });
  }

  private async consumeBatch(
    records: KafkaRecord[],
    isAbandoned: () => boolean,
  ): Promise<StoppedPartition[]> {
    const { topic, metrics } = this.work;
    const now = Date.now();
    for (const { timestampMs } of records) {
      metrics.queueSeconds.observe({ topic }, queueTimeMs(timestampMs, now) / 1_000);
      if (!isPlausibleTimestamp(timestampMs, now)) metrics.implausibleTimestamps.inc();
    }
    const startMs = performance.now();
    const [{ partition }] = records as [KafkaRecord];
    const wait = this.waits.of(topic, partition);
    const isRetry = wait !== undefined && BigInt((records[0] as KafkaRecord).offset) <= BigInt(wait.upTo);
    const stopped = await processBatch(records, {
      ...this.work,
      isAbandoned,
      firstAttempt: isRetry ? wait.attempts + 1 : 1,
      isDone: (record) => this.waits.isDone(topic, record.partition, record.offset),
    });
    metrics.batchSeconds.observe({ topic }, (performance.now() - startMs) / 1_000);
    return stopped;
  }
}
