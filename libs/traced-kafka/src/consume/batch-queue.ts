// Forms batches of one topic from the fetched chunks of all its partitions. A batch has a fixed cost, so a few records
// from each of many partitions become one batch instead of many. A partition is in at most one batch at a time, which
// keeps its records in order.
import type { KafkaRecord } from '../client/kafka-port.ts';
import { type BatchLimits, nextBatchSize } from './batch-size.ts';

/** Consecutive records of one partition. */
export interface QueuedChunk {
  records: KafkaRecord[];
  /** True when no further batch may take records of this chunk, and a running one should give up. */
  isAbandoned(): boolean;
  /** Called after each batch: everything up to and including `last` is done, `left` records are not. */
  advance(last: KafkaRecord, left: number): Promise<void>;
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

/** Resolves when all records are done. If it rejects, so does `process` for each chunk in the batch. */
type ProcessBatch = (records: KafkaRecord[], isAbandoned: () => boolean) => Promise<void>;

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
      if (records.length > 0) await this.processTimed(records, () => parts.some(isAbandoned));
      const unfinished = await Promise.all(parts.map(finish));
      this.waiting.push(...unfinished.flat());
    } catch (error) {
      for (const { waiting } of parts) waiting.done.reject(error);
    } finally {
      this.runningBatches--;
      this.startBatches();
    }
  }

  private async processTimed(records: KafkaRecord[], isAbandoned: () => boolean): Promise<void> {
    const startMs = performance.now();
    await this.processBatch(records, isAbandoned);
    this.batchSize = nextBatchSize(this.batchSize, records.length, performance.now() - startMs, this.limits);
  }

  // The longest-waiting chunks first, and only as many partitions as fill the batch: the others can form the next one.
  private takeParts(): ChunkPart[] {
    const parts: ChunkPart[] = [];
    for (let room = this.batchSize; room > 0 && this.waiting.length > 0; ) {
      const waiting = this.waiting.shift() as WaitingChunk;
      const records = waiting.chunk.isAbandoned()
        ? []
        : waiting.chunk.records.slice(waiting.next, waiting.next + room);
      room -= records.length;
      parts.push({ waiting, records });
    }
    return parts;
  }
}

const isAbandoned = ({ waiting }: ChunkPart): boolean => waiting.chunk.isAbandoned();

/** Returns the chunk if it has records left for another batch. */
async function finish({ waiting, records }: ChunkPart): Promise<WaitingChunk[]> {
  const last = records.at(-1);
  waiting.next += records.length;
  const left = waiting.chunk.records.length - waiting.next;
  try {
    if (last) await waiting.chunk.advance(last, left);
  } catch (error) {
    waiting.done.reject(error);
    return [];
  }
  if (left > 0 && !waiting.chunk.isAbandoned()) return [waiting];
  waiting.done.resolve();
  return [];
}
