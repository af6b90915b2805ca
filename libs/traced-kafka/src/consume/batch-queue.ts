// Which records are worked on together: what waits of all partitions is shared out in batches. A batch has costs of its
// own, so a few records of each of many partitions are one batch, not many; and no partition is in two batches at once,
// so its records are worked on in their order.

import type { KafkaRecord } from '../client/kafka-port.ts';
import { type BatchLimits, nextBatchSize } from './batch-size.ts';

/** Consecutive records of one partition on their way through batches. */
export interface Lane {
  records: KafkaRecord[];
  /** True when no further batch with records of this lane may begin, and one that waits should give up. */
  isAbandoned(): boolean;
  /** After each batch: all up to and including `last` are done, so many are left. */
  advance(last: KafkaRecord, left: number): Promise<void>;
}

interface Waiting {
  lane: Lane;
  next: number;
  end: PromiseWithResolvers<void>;
}

interface Share {
  of: Waiting;
  records: KafkaRecord[];
}

/** Resolves when all records are done; what it throws ends the lanes that the records are of. */
type Process = (records: KafkaRecord[], isAbandoned: () => boolean) => Promise<void>;

export class BatchQueue {
  private readonly process: Process;
  private readonly limits: BatchLimits;
  private readonly maxConcurrentBatches: number;
  private waiting: Waiting[] = [];
  private running = 0;
  private size: number;
  private begins = false;

  constructor(process: Process, limits: BatchLimits, maxConcurrentBatches: number) {
    this.process = process;
    this.limits = limits;
    this.maxConcurrentBatches = maxConcurrentBatches;
    this.size = limits.minRecords;
  }

  /** Resolves when the lane's records are done or it is abandoned; rejects with what a batch with some of them threw. */
  work(lane: Lane): Promise<void> {
    const end = Promise.withResolvers<void>();
    this.waiting.push({ lane, next: 0, end });
    this.beginSoon();
    return end.promise;
  }

  // All partitions of one answer of the broker come within one turn of the event loop.
  private beginSoon(): void {
    if (this.begins) return;
    this.begins = true;
    setImmediate(() => {
      this.begins = false;
      this.begin();
    });
  }

  private begin(): void {
    while (this.running < this.maxConcurrentBatches && this.waiting.length > 0) void this.workOnBatch();
  }

  private async workOnBatch(): Promise<void> {
    this.running++;
    const shares = this.takeShares();
    const records = shares.flatMap(({ records }) => records);
    try {
      if (records.length > 0) await this.processTimed(records, () => shares.some(isAbandoned));
      await Promise.all(shares.map(finish)).then((lanes) => this.waiting.push(...lanes.flat()));
    } catch (error) {
      for (const { of } of shares) of.end.reject(error);
    } finally {
      this.running--;
      this.begin();
    }
  }

  private async processTimed(records: KafkaRecord[], isAbandoned: () => boolean): Promise<void> {
    const startedAt = Date.now();
    await this.process(records, isAbandoned);
    this.size = nextBatchSize(this.size, records.length, Date.now() - startedAt, this.limits);
  }

  // As few partitions as fill a batch, so that another batch finds others; whoever has waited longest comes first.
  private takeShares(): Share[] {
    const shares: Share[] = [];
    for (let room = this.size; room > 0 && this.waiting.length > 0; ) {
      const of = this.waiting.shift() as Waiting;
      const records = of.lane.isAbandoned() ? [] : of.lane.records.slice(of.next, of.next + room);
      room -= records.length;
      shares.push({ of, records });
    }
    return shares;
  }
}

const isAbandoned = ({ of }: Share): boolean => of.lane.isAbandoned();

/** The lane if more of it waits. */
async function finish({ of, records }: Share): Promise<Waiting[]> {
  const last = records.at(-1);
  of.next += records.length;
  const left = of.lane.records.length - of.next;
  try {
    if (last) await of.lane.advance(last, left);
  } catch (error) {
    of.end.reject(error);
    return [];
  }
  if (left > 0 && !of.lane.isAbandoned()) return [of];
  of.end.resolve();
  return [];
}
