// The path of one topic's records: a fetched chunk waits in the queue, is cut into batches with chunks of other
// partitions, and its offsets are committed as those batches are done. process-batch.ts does the work of a batch.
import type { ConsumerSettings, KafkaRecord, PartitionChunk } from '../client/kafka-port.ts';
import { BatchAbandonedError } from '../errors.ts';
import { BatchQueue } from './batch-queue.ts';
import type { BatchLimits } from './batch-size.ts';
import { Heartbeats } from './heartbeats.ts';
import { processBatch, type TopicWork } from './process-batch.ts';
import { isPlausibleTimestamp, queueTimeMs } from './queue-time.ts';

export class TopicConsumer {
  private readonly work: TopicWork;
  private readonly heartbeatIntervalMs: number;
  private readonly queue: BatchQueue;

  constructor(
    work: TopicWork,
    limits: BatchLimits,
    settings: Pick<ConsumerSettings, 'heartbeatIntervalMs' | 'maxConcurrentBatches'>,
  ) {
    this.work = work;
    this.heartbeatIntervalMs = settings.heartbeatIntervalMs;
    this.queue = new BatchQueue(
      (records, isAbandoned) => this.consumeBatch(records, isAbandoned),
      limits,
      settings.maxConcurrentBatches,
    );
  }

  /**
   * Resolves when all records of the chunk are done or the chunk is abandoned. An offset is resolved only after the
   * whole batch that holds it is done. No error of a handler gets out of here, since it would stop the Kafka client
   * for good: rejects only with the client's own errors, such as a lost membership.
   */
  async consume(chunk: PartitionChunk): Promise<void> {
    const { topic, partition, records } = chunk;
    const setLag = (left: number) => this.work.metrics.lag.set({ topic, partition }, chunk.lag + left);
    setLag(records.length);
    const heartbeats = new Heartbeats(chunk, this.heartbeatIntervalMs);
    try {
      await this.queue.process({
        records,
        isAbandoned: () => heartbeats.isAbandoned(),
        advance: async ({ offset }, left) => {
          chunk.resolve(offset);
          setLag(left);
          await heartbeats.beat();
        },
      });
    } catch (error) {
      if (!(error instanceof BatchAbandonedError)) throw error;
      this.work.log.info({ topic, partition }, 'batch abandoned; it will be redelivered');
    } finally {
      heartbeats.stop();
    }
    heartbeats.throwIfLost();
  }

  private async consumeBatch(records: KafkaRecord[], isAbandoned: () => boolean): Promise<void> {
    const { topic, metrics } = this.work;
    const now = Date.now();
    for (const { timestampMs } of records) {
      metrics.queueSeconds.observe({ topic }, queueTimeMs(timestampMs, now) / 1_000);
      if (!isPlausibleTimestamp(timestampMs, now)) metrics.implausibleTimestamps.inc();
    }
    const startMs = performance.now();
    await processBatch(records, { ...this.work, isAbandoned });
    metrics.batchSeconds.observe({ topic }, (performance.now() - startMs) / 1_000);
  }
}
