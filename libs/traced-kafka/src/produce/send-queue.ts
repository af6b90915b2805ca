// Many concurrent senders, few requests. Admits records up to its limits, so that a slow broker cannot fill the memory, and
// ends each record's wait at its deadline. topic-queue.ts sends them.
import type { OutgoingRecord, RecordMetadata } from '../client/kafka-port.ts';
import { ProducerQueueFullError, RecordRefusedError } from '../errors.ts';
import { recordBytes } from './check-record.ts';
import { type BatchLimits, deliveryFailed, type QueuedRecord, type Send, TopicQueue } from './topic-queue.ts';

export interface SendQueueLimits extends BatchLimits {
  /** A larger record is refused. Raise it together with `max.message.bytes` of the topics. */
  maxRecordBytes: number;
  /** Maximum of unacknowledged records, waiting or in flight. Any further record is rejected. */
  maxQueuedMessages: number;
  /** The same for their bytes. */
  maxQueuedBytes: number;
  /** After this long without an acknowledgement, sending fails: with an unknown outcome if the record was sent. */
  deliveryTimeoutMs: number;
}

export const defaultSendQueueLimits: SendQueueLimits = {
  lingerMs: 2,
  maxBatchMessages: 500,
  maxBatchBytes: 512 * 1024,
  // The default of Kafka's message.max.bytes.
  maxRecordBytes: 1_048_588,
  maxQueuedMessages: 20_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  deliveryTimeoutMs: 5_000,
};

interface Entry extends QueuedRecord {
  /** By the monotonic clock. */
  deadlineMs: number;
}

export class SendQueue {
  private readonly send: Send;
  private readonly limits: SendQueueLimits;
  private readonly topics = new Map<string, TopicQueue>();
  /** In the order of their deadlines, which is the order of arrival. */
  private readonly unsettled = new Set<Entry>();
  private unsettledBytes = 0;
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
   * @throws ProducerQueueFullError at once, or after `deliveryTimeoutMs` if the record was not sent; RecordRefusedError at once
   * or by the broker's answer; DeliveryError on any other failure, or after `deliveryTimeoutMs` if the record was sent
   */
  push(record: OutgoingRecord): Promise<RecordMetadata> {
    const bytes = recordBytes(record);
    const rejection = this.rejectionOf(record, bytes);
    if (rejection) return Promise.reject(rejection);
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        record,
        bytes,
        deadlineMs: performance.now() + this.limits.deliveryTimeoutMs,
        isSettled: false,
        isSent: false,
        succeed: (metadata) => this.settle(entry, () => resolve(metadata)),
        fail: (error) => this.settle(entry, () => reject(error)),
      };
      this.unsettled.add(entry);
      this.unsettledBytes += bytes;
      this.watchDeadlines();
      this.topicQueue(record.topic).add(entry);
    });
  }

  /** Resolves when nothing is waiting or in flight. The entries' deadlines limit the wait. */
  drained(): Promise<void> {
    if (this.unsettled.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.drainWaiters.push(resolve));
  }

  private rejectionOf({ topic }: OutgoingRecord, bytes: number): Error | undefined {
    const { maxRecordBytes, maxQueuedMessages, maxQueuedBytes } = this.limits;
    if (bytes > maxRecordBytes) {
      return new RecordRefusedError(
        'too-large',
        `a record for ${topic} has ${bytes} bytes, and the limit is ${maxRecordBytes}: send less, or raise maxRecordBytes`,
      );
    }
    const fits =
      this.unsettled.size < maxQueuedMessages &&
      // A single record may be larger than the whole limit.
      (this.unsettled.size === 0 || this.unsettledBytes + bytes <= maxQueuedBytes);
    if (fits) return undefined;
    return new ProducerQueueFullError(
      `${this.unsettled.size} records of ${this.unsettledBytes} bytes are waiting for the broker`,
    );
  }

  private neverSent(): ProducerQueueFullError {
    return new ProducerQueueFullError(
      `a record waited ${this.limits.deliveryTimeoutMs} ms behind others and was not sent`,
    );
  }

  private topicQueue(topic: string): TopicQueue {
    const existing = this.topics.get(topic);
    if (existing) return existing;
    const queue = new TopicQueue(this.send, this.limits, () => this.topics.delete(topic));
    this.topics.set(topic, queue);
    return queue;
  }

  private settle(entry: Entry, settlePromise: () => void): void {
    if (entry.isSettled) return;
    entry.isSettled = true;
    this.unsettled.delete(entry);
    this.unsettledBytes -= entry.bytes;
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
          entry.fail(entry.isSent ? deliveryFailed(entry.record) : this.neverSent());
        }
        for (const queue of this.topics.values()) queue.dropSettled();
        this.watchDeadlines();
      },
      Math.max(1, oldest.deadlineMs - performance.now()),
    );
  }
}
