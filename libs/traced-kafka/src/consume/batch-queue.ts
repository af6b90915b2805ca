// Forms batches of one topic from the fetched chunks of all its partitions. A batch has a fixed cost, so a few records
// from each of many partitions become one batch instead of many. A partition is in at most one batch at a time, which
// keeps its records in order.
import type { KafkaRecord } from '../client/kafka-port.ts';
import { type BatchLimits, nextBatchSize } from './batch-size.ts';
import type { StoppedPartition } from './partition-waits.ts';

/** Consecutive records of one partition. */
export interface QueuedChunk {
  records: KafkaRecord[];
  /** This many of the first records form a batch of their own: they failed before, and must not hold up others. */
  alone: number;
  /** True when no further batch may take records of this chunk, and a running one should give up. */
  isAbandoned(): boolean;
  /** Called after each batch: everything up to and including `last` is done, `left` records are not. */
  advance(last: KafkaRecord, left: number): Promise<void>;
  /** Called when the batch stopped before the end of its records of this chunk. The rest is not processed now. */
  stop(at: StoppedPartition): void;
}

interface WaitingChunk {
  chunk: QueuedChunk;
  /** Index of the first record that no batch has taken yet. */
  next: number;
  done: PromiseWithResolvers<void>;
}

/** The records of a chunk that one batch has taken. */
interface ChunkPart {
  waiting: WaitingChunk;
  records: KafkaRecord[];
}

/**
 * Resolves when all records are done but those of stopped partitions. If it rejects, so does `process` for each chunk in the
 * batch.
 */
type ProcessBatch = (records: KafkaRecord[], isAbandoned: () => boolean) => Promise<StoppedPartition[]>;

export class BatchQueue {
  private readonly processBatch: ProcessBatch;
  private readonly limits: BatchLimits;
  private readonly maxConcurrentBatches: number;
  private waiting: WaitingChunk[] = [];
  private runningBatches = 0;
  private batchSize: number;
  private isStartScheduled = false;

  constructor(processBatch: ProcessBatch, limits: BatchLimits, maxConcurrentBatches: number) {
    this.processBatch = processBatch;
    this.limits = { ...limits, minRecords: Math.min(limits.minRecords, limits.maxRecords) };
    this.maxConcurrentBatches = maxConcurrentBatches;
    this.batchSize = this.limits.minRecords;
  }

  /** Resolves when the chunk's records are done or it is abandoned; rejects with the error of a batch that held some. */
  process(chunk: QueuedChunk): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.waiting.push({ chunk, next: 0, done });
    this.scheduleStart();
    return done.promise;
  }

  // All partitions of one fetch response arrive within one turn of the event loop; wait for all of them.
  private scheduleStart(): void {
    if (this.isStartScheduled) return;
    this.isStartScheduled = true;
    setImmediate(() => {
      this.isStartScheduled = false;
      this.startBatches();
    });
  }

  private startBatches(): void {
    while (this.runningBatches < this.maxConcurrentBatches && this.waiting.length > 0) void this.runBatch();
  }

  private async runBatch(): Promise<void> {
    this.runningBatches++;
    const parts = this.takeParts();
    const records = parts.flatMap((part) => part.records);
    try {
      const stopped =
        records.length > 0 ? await this.processTimed(records, () => parts.some(isAbandoned)) : [];
      const unfinished = await Promise.all(parts.map((part) => finish(part, stopped)));
      this.waiting.push(...unfinished.flat());
    } catch (error) {
      for (const { waiting } of parts) waiting.done.reject(error);
    } finally {
      this.runningBatches--;
      this.startBatches();
    }
  }

  private async processTimed(
    records: KafkaRecord[],
    isAbandoned: () => boolean,
  ): Promise<StoppedPartition[]> {
    const startMs = performance.now();
    const stopped = await this.processBatch(records, isAbandoned);
    this.batchSize = nextBatchSize(this.batchSize, records.length, performance.now() - startMs, this.limits);
    return stopped;
  }

  // The longest-waiting chunks first, and only as many partitions as fill the batch: the others can form the next one.
  private takeParts(): ChunkPart[] {
    const parts: ChunkPart[] = [];
    for (let room = this.batchSize; room > 0 && this.waiting.length > 0; ) {
      const first = this.waiting[0] as WaitingChunk;
      const isAlone = first.next < first.chunk.alone;
      if (isAlone && parts.length > 0) break;
      const waiting = this.waiting.shift() as WaitingChunk;
      if (isAlone) room = first.chunk.alone - first.next;
      const records = waiting.chunk.isAbandoned()
        ? []
        : waiting.chunk.records.slice(waiting.next, waiting.next + room);
      room -= records.length;
      parts.push({ waiting, records });
      if (isAlone) break;
    }
    return parts;
  }
}

const isAbandoned = ({ waiting }: ChunkPart): boolean => waiting.chunk.isAbandoned();

/** Returns the chunk if it has records left for another batch. */
async function finish({ waiting, records }: ChunkPart, stopped: StoppedPartition[]): Promise<WaitingChunk[]> {
  const stop = stopped.find(({ partition }) => partition === records[0]?.partition);
  const done = stop ? records.filter(({ offset }) => BigInt(offset) < BigInt(stop.offset)) : records;
  const last = done.at(-1);
  waiting.next += done.length;
  const left = waiting.chunk.records.length - waiting.next;
  try {
    if (last) await waiting.chunk.advance(last, left);
  } catch (error) {
    waiting.done.reject(error);
    return [];
  }
  if (stop) waiting.chunk.stop(stop);
  else if (left > 0 && !waiting.chunk.isAbandoned()) return [waiting];
  waiting.done.resolve();
  return [];
}
