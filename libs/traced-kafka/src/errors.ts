// The errors of this library, and whether a retry helps.
import { SafeError } from '@ringtrace/telemetry';
import type { RecordMetadata, UndecodableBatch } from './client/kafka-port.ts';

/** The producer's queue is full. Nothing was sent: try again a little later. */
export class ProducerQueueFullError extends SafeError {}

/** The record was not acknowledged in time. It may or may not be on the topic: send it again with the same key. */
export class DeliveryError extends SafeError {}

/** Why a record was refused. */
export type RefusalReason = 'too-large' | 'invalid' | 'unknown-topic' | 'not-authorized';

/** Whether another record could pass. Otherwise nothing can, until an operator acts. */
export const isFaultOfRecord = (reason: RefusalReason) => reason === 'too-large' || reason === 'invalid';

/**
 * The record was refused and is not on the topic. Sending it again helps only after the cause is removed: another record
 * for `too-large` and `invalid`, the topic or an ACL for `unknown-topic` and `not-authorized`.
 */
export class RecordRefusedError extends SafeError {
  readonly reason: RefusalReason;
  /** Of a request with several records: where those are that were stored nevertheless, in the order of the records. */
  readonly stored: (RecordMetadata | undefined)[];

  constructor(
    reason: RefusalReason,
    message: string,
    options?: ErrorOptions & { stored?: (RecordMetadata | undefined)[] },
  ) {
    super(message, options);
    this.reason = reason;
    this.stored = options?.stored ?? [];
  }
}

/**
 * Broker and client reject each other: certificate, login or rights. The message says which, and what to do. The library
 * keeps retrying, and succeeds once that is fixed.
 */
export class KafkaRefusedError extends SafeError {}

/**
 * Thrown by a parser or handler: this record can never be processed. It goes straight to the dead-letter topic, with
 * `reason`, a short code that holds no value of the record.
 */
export class UnprocessableRecordError extends SafeError {
  readonly reason: string;

  constructor(reason: string, message: string = reason, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Thrown by a handler: a dependency is unavailable. Retried for as long as it takes, never dead-lettered. */
export class RetryLaterError extends SafeError {}

/** The consumer is stopping or has lost a partition: the rest of the batch will be redelivered. */
export class BatchAbandonedError extends SafeError {}

/** A batch of a partition cannot be decoded: corrupt, or in a format that this client does not know. Its message says which. */
export class UndecodableError extends SafeError {
  /** Known when it was read from a topic. */
  readonly batch: UndecodableBatch | undefined;

  constructor(message: string, batch?: UndecodableBatch, options?: ErrorOptions) {
    super(message, options);
    this.batch = batch;
  }
}

/** The topic did not deliver all that it holds. Nothing was changed: try again. */
export class TopicReadError extends SafeError {}

/** Another process is at the work that only one may do at a time. Try again later. */
export class GroupBusyError extends SafeError {}
