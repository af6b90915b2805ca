// Many concurrent senders, few requests: collects records while one request is on its way and sends them together
// with the next. One request in flight keeps the order; the bounds keep a slow broker from filling the memory.

import type { OutgoingRecord, RecordMetadata } from '../client/kafka-port.ts';
import { DeliveryError, ProducerQueueFullError } from '../errors.ts';

export interface SendQueueLimits {
  /** How long a first record waits for company, ms. While a request is in flight the wait costs nothing more. */
  lingerMs: number;
  maxBatchMessages: number;
  maxBatchBytes: number;
  /** Records not yet acknowledged, waiting and in flight. One more is refused. */
  maxQueuedMessages: number;
  /** After this long without an acknowledgement the sender is told that the outcome is unknown. */
  deliveryTimeoutMs: number;
}

export const defaultSendQueueLimits: SendQueueLimits = {
  lingerMs: 2,
  maxBatchMessages: 500,
  maxBatchBytes: 512 * 1024,
  maxQueuedMessages: 20_000,
  deliveryTimeoutMs: 5_000,
};

interface Entry {
  record: OutgoingRecord;
  bytes: number;
  deadline: number;
  settled: boolean;
  resolve(placement: RecordMetadata): void;
  reject(error: Error): void;
}

type Send = (records: OutgoingRecord[]) => Promise<RecordMetadata[]>;

export class SendQueue {
  private readonly send: Send;
  private readonly limits: SendQueueLimits;
  private waiting: Entry[] = [];
  private waitingBytes = 0;
  /** Unsettled entries in the order of their deadlines, which is the order in which they came. */
  private readonly unsettled = new Set<Entry>();
  private inFlight = false;
  private lingerTimer: NodeJS.Timeout | undefined;
  private deadlineTimer: NodeJS.Timeout | undefined;
  private whenEmpty: (() => void)[] = [];

  constructor(send: Send, limits: SendQueueLimits) {
    this.send = send;
    this.limits = limits;
  }

  /** Records that are waiting or in flight. */
  get depth(): number {
    return this.unsettled.size;
  }

  /**
   * Resolves with the record's place once all in-sync replicas have it.
   * @throws ProducerQueueFullError at once, DeliveryError on failure or after `deliveryTimeoutMs`
   */
  push(record: OutgoingRecord): Promise<RecordMetadata> {
    if (this.unsettled.size >= this.limits.maxQueuedMessages) {
      return Promise.reject(
        new ProducerQueueFullError(`${this.unsettled.size} records are waiting for the broker`),
      );
    }
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + this.limits.deliveryTimeoutMs;
      const entry: Entry = { record, bytes: sizeOf(record), deadline, settled: false, resolve, reject };
      this.unsettled.add(entry);
      this.waiting.push(entry);
      this.waitingBytes += entry.bytes;
      this.watchDeadlines();
      this.schedule();
    });
  }

  /** Resolves when nothing is waiting or in flight; each entry's deadline bounds the wait. */
  drained(): Promise<void> {
    if (this.unsettled.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.whenEmpty.push(resolve));
  }

  private schedule(): void {
    if (this.inFlight || this.waiting.length === 0) return;
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
    const batch = this.takeBatch();
    if (this.inFlight || batch.length === 0) return;
    this.inFlight = true;
    try {
      const placements = await this.send(batch.map((entry) => entry.record));
      for (const [index, entry] of batch.entries())
        this.settle(entry, () => entry.resolve(placements[index] as RecordMetadata));
    } catch (cause) {
      for (const entry of batch) this.settle(entry, () => entry.reject(deliveryFailed(entry, cause)));
    } finally {
      this.inFlight = false;
    }
    // What came in during the request has waited long enough.
    if (this.waiting.length > 0) void this.flush();
  }

  // Records whose sender has already been told "unknown" are not sent late: the sender may have sent them again.
  private takeBatch(): Entry[] {
    if (this.inFlight) return [];
    const batch: Entry[] = [];
    let bytes = 0;
    let taken = 0;
    for (const entry of this.waiting) {
      const fits =
        batch.length < this.limits.maxBatchMessages && bytes + entry.bytes <= this.limits.maxBatchBytes;
      if (!entry.settled && !fits && batch.length > 0) break;
      taken++;
      this.waitingBytes -= entry.bytes;
      if (entry.settled) continue;
      batch.push(entry);
      bytes += entry.bytes;
    }
    this.waiting = this.waiting.slice(taken);
    return batch;
  }

  private settle(entry: Entry, tell: () => void): void {
    if (entry.settled) return;
    entry.settled = true;
    this.unsettled.delete(entry);
    tell();
    if (this.unsettled.size > 0) return;
    clearTimeout(this.deadlineTimer);
    this.deadlineTimer = undefined;
    for (const resolve of this.whenEmpty.splice(0)) resolve();
  }

  // One timer for the oldest entry: all have the same time to live, so they expire in the order they came.
  private watchDeadlines(): void {
    const [oldest] = this.unsettled;
    if (oldest === undefined || this.deadlineTimer !== undefined) return;
    this.deadlineTimer = setTimeout(
      () => {
        this.deadlineTimer = undefined;
        for (const entry of this.unsettled) {
          if (entry.deadline > Date.now()) break;
          this.settle(entry, () => entry.reject(deliveryFailed(entry)));
        }
        this.watchDeadlines();
      },
      Math.max(1, oldest.deadline - Date.now()),
    );
  }
}

function deliveryFailed(entry: Entry, cause?: unknown): DeliveryError {
  return new DeliveryError(
    `no acknowledgement from ${entry.record.topic}`,
    cause === undefined ? {} : { cause },
  );
}

// Keys and headers are small beside the value; 100 bytes stand for a record's own overhead.
function sizeOf({ key, value }: OutgoingRecord): number {
  return 100 + (key?.length ?? 0) + (value?.length ?? 0);
}
