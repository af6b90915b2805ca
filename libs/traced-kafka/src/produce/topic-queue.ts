// The records of one topic that wait for the broker. Collects records while a request is in flight and sends them together
// in the next. Having one request in flight keeps the order. A topic that fails does not delay another one.
import type { OutgoingRecord, RecordMetadata } from '../client/kafka-port.ts';
import { DeliveryError, isFaultOfRecord, RecordRefusedError } from '../errors.ts';

export interface BatchLimits {
  /** Batching delay: how long the first record of a request waits for more. It adds nothing while a request is in flight. */
  lingerMs: number;
  maxBatchMessages: number;
  maxBatchBytes: number;
}

export interface QueuedRecord {
  record: OutgoingRecord;
  bytes: number;
  isSettled: boolean;
  /** Whether it was part of a request. If not, it is surely not on the topic. */
  isSent: boolean;
  /** These have no effect once the record is settled. */
  succeed(metadata: RecordMetadata): void;
  fail(error: Error): void;
}

/** Sends records of one topic in one request. */
export type Send = (records: OutgoingRecord[]) => Promise<RecordMetadata[]>;

export class TopicQueue {
  private readonly send: Send;
  private readonly limits: BatchLimits;
  private readonly onIdle: () => void;
  private waiting: QueuedRecord[] = [];
  private waitingBytes = 0;
  private inFlight = false;
  private lingerTimer: NodeJS.Timeout | undefined;

  constructor(send: Send, limits: BatchLimits, onIdle: () => void) {
    this.send = send;
    this.limits = limits;
    this.onIdle = onIdle;
  }

  add(queued: QueuedRecord): void {
    this.waiting.push(queued);
    this.waitingBytes += queued.bytes;
    this.schedule();
  }

  /** Frees the memory of records whose wait has ended. They end in the order of arrival. */
  dropSettled(): void {
    const open = this.waiting.findIndex((queued) => !queued.isSettled);
    const dropped = this.waiting.splice(0, open === -1 ? this.waiting.length : open);
    for (const { bytes } of dropped) this.waitingBytes -= bytes;
  }

  private schedule(): void {
    if (this.inFlight) return;
    const full =
      this.waiting.length >= this.limits.maxBatchMessages || this.waitingBytes >= this.limits.maxBatchBytes;
    if (full || this.limits.lingerMs === 0) {
      clearTimeout(this.lingerTimer);
      this.lingerTimer = undefined;
      void this.flush();
    } else {
      this.lingerTimer ??= setTimeout(() => {
        this.lingerTimer = undefined;
        void this.flush();
      }, this.limits.lingerMs);
    }
  }

  private async flush(): Promise<void> {
    if (this.inFlight) return;
    this.inFlight = true;
    // Records that arrive during a request have waited long enough when it ends.
    while (this.waiting.length > 0) await this.sendOrSplit(this.takeBatch());
    this.inFlight = false;
    this.onIdle();
  }

  // A broker refuses all records of a partition, or none. The halves tell the bad ones from the good. Skips records that have
  // timed out: their sender may have sent them again.
  private async sendOrSplit(batch: QueuedRecord[]): Promise<void> {
    const open = batch.filter((queued) => !queued.isSettled);
    if (open.length === 0) return;
    for (const queued of open) queued.isSent = true;
    try {
      const metadata = await this.send(open.map(({ record }) => record));
      for (const [index, queued] of open.entries()) queued.succeed(metadata[index] as RecordMetadata);
    } catch (error) {
      const left = open.filter((queued, index) => !succeedIfStored(queued, index, error));
      if (open.length > 1 && mayAcceptSome(error)) {
        const middle = Math.ceil(left.length / 2);
        await this.sendOrSplit(left.slice(0, middle));
        await this.sendOrSplit(left.slice(middle));
      } else for (const queued of left) queued.fail(deliveryFailed(queued.record, error));
    }
  }

  private takeBatch(): QueuedRecord[] {
    const batch: QueuedRecord[] = [];
    let bytes = 0;
    let taken = 0;
    for (const queued of this.waiting) {
      const fits =
        batch.length < this.limits.maxBatchMessages && bytes + queued.bytes <= this.limits.maxBatchBytes;
      if (!queued.isSettled && !fits && batch.length > 0) break;
      taken++;
      this.waitingBytes -= queued.bytes;
      if (queued.isSettled) continue;
      batch.push(queued);
      bytes += queued.bytes;
    }
    this.waiting = this.waiting.slice(taken);
    return batch;
  }
}

function succeedIfStored(queued: QueuedRecord, index: number, error: unknown): boolean {
  const stored = error instanceof RecordRefusedError ? error.stored[index] : undefined;
  if (stored) queued.succeed(stored);
  return stored !== undefined;
}

const mayAcceptSome = (error: unknown): boolean =>
  error instanceof RecordRefusedError && isFaultOfRecord(error.reason);

/** A refusal is certain; after anything else the record may be on the topic. */
export function deliveryFailed(
  { topic }: OutgoingRecord,
  cause?: unknown,
): DeliveryError | RecordRefusedError {
  if (cause instanceof RecordRefusedError) return cause;
  return new DeliveryError(
    `a record for ${topic} was not acknowledged`,
    cause === undefined ? {} : { cause },
  );
}
