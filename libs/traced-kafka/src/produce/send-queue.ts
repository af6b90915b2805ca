// Many concurrent senders, few requests: collects records while a request is in flight and sends them together in the
// next. Having one request in flight keeps the order; the limits keep a slow broker from filling the memory.

import type { OutgoingRecord, RecordMetadata } from '../client/kafka-port.ts';
import { DeliveryError, ProducerQueueFullError } from '../errors.ts';

export interface SendQueueLimits {
  /** Batching delay: how long the first record of a request waits for more. It adds nothing while a request is in flight. */
  lingerMs: number;
  maxBatchMessages: number;
  maxBatchBytes: number;
  /** Maximum of unacknowledged records, waiting or in flight. Any further record is rejected. */
  maxQueuedMessages: number;
  /** After this long without an acknowledgement, sending fails with an unknown outcome. */
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
  /** By the monotonic clock. */
  deadlineMs: number;
  settled: boolean;
  resolve(metadata: RecordMetadata): void;
  reject(error: Error): void;
}

type Send = (records: OutgoingRecord[]) => Promise<RecordMetadata[]>;

export class SendQueue {
  private readonly send: Send;
  private readonly limits: SendQueueLimits;
  private waiting: Entry[] = [];
  private waitingBytes = 0;
  /** In the order of their deadlines, which is the order of arrival. */
  private readonly unsettled = new Set<Entry>();
  private inFlight = false;
  private lingerTimer: NodeJS.Timeout | undefined;
  private deadlineTimer: NodeJS.Timeout | undefined;
  private drainWaiters: (() => void)[] = [];

  constructor(send: Send, limits: SendQueueLimits) {
    this.send = send;
    this.limits = limits;
  }

  /** Records that are waiting or in flight. */
  get depth(): number {
    return this.unsettled.size;
  }

  /**
   * Resolves with the record's metadata once all in-sync replicas have it.
   * @throws ProducerQueueFullError at once, DeliveryError on failure or after `deliveryTimeoutMs`
   */
  push(record: OutgoingRecord): Promise<RecordMetadata> {
    if (this.unsettled.size >= this.limits.maxQueuedMessages) {
      return Promise.reject(
        new ProducerQueueFullError(`${this.unsettled.size} records are waiting for the broker`),
      );
    }
    return new Promise((resolve, reject) => {
      const deadlineMs = performance.now() + this.limits.deliveryTimeoutMs;
      const entry: Entry = { record, bytes: sizeOf(record), deadlineMs, settled: false, resolve, reject };
      this.unsettled.add(entry);
      this.waiting.push(entry);
      this.waitingBytes += entry.bytes;
      this.watchDeadlines();
      this.schedule();
    });
  }

  /** Resolves when nothing is waiting or in flight. The entries' deadlines limit the wait. */
  drained(): Promise<void> {
    if (this.unsettled.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.drainWaiters.push(resolve));
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
      const metadata = await this.send(batch.map((entry) => entry.record));
      for (const [index, entry] of batch.entries())
        this.settle(entry, () => entry.resolve(metadata[index] as RecordMetadata));
    } catch (cause) {
      for (const entry of batch) this.settle(entry, () => entry.reject(deliveryFailed(entry, cause)));
    } finally {
      this.inFlight = false;
    }
    // Records that arrived during the request have waited long enough.
    if (this.waiting.length > 0) void this.flush();
  }

  // Skips records that have timed out: their sender may have sent them again.
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

  private settle(entry: Entry, settlePromise: () => void): void {
    if (entry.settled) return;
    entry.settled = true;
    this.unsettled.delete(entry);
    settlePromise();
    if (this.unsettled.size > 0) return;
    clearTimeout(this.deadlineTimer);
    this.deadlineTimer = undefined;
    for (const resolve of this.drainWaiters.splice(0)) resolve();
  }

  // One timer, for the oldest entry: all have the same timeout, so they expire in the order of arrival.
  private watchDeadlines(): void {
    const [oldest] = this.unsettled;
    if (oldest === undefined || this.deadlineTimer !== undefined) return;
    this.deadlineTimer = setTimeout(
      () => {
        this.deadlineTimer = undefined;
        for (const entry of this.unsettled) {
          if (entry.deadlineMs > performance.now()) break;
          this.settle(entry, () => entry.reject(deliveryFailed(entry)));
        }
        this.watchDeadlines();
      },
      Math.max(1, oldest.deadlineMs - performance.now()),
    );
  }
}

function deliveryFailed(entry: Entry, cause?: unknown): DeliveryError {
  return new DeliveryError(
    `a record for ${entry.record.topic} was not acknowledged`,
    cause === undefined ? {} : { cause },
  );
}

// 100 bytes stand for headers and the record's overhead.
function sizeOf({ key, value }: OutgoingRecord): number {
  return 100 + (key?.length ?? 0) + (value?.length ?? 0);
}
