// The errors of this library, and what each says about trying again.
import { SafeError } from '@ringtrace/telemetry';

/** The producer holds as much as it may. Nothing was sent: try again a little later. */
export class ProducerQueueFullError extends SafeError {}

/** No acknowledgement came in time. The record may or may not be on the topic: send it again with the same key. */
export class DeliveryError extends SafeError {}

/**
 * Broker and client do not accept each other: a certificate, a login, a right. The message says which and what to do.
 * Trying again helps once that is mended, and goes on all the time.
 */
export class KafkaRefusedError extends SafeError {}

/**
 * Thrown by a parser or handler: this record can never be processed. It goes to the dead-letter topic at once,
 * with `reason`, a short code without any value of the record.
 */
export class UnprocessableRecordError extends SafeError {
  readonly reason: string;

  constructor(reason: string, message: string = reason, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Thrown by a handler: what it needs is away. Tried again for as long as it takes, never dead-lettered. */
export class RetryLaterError extends SafeError {}

/** The consumer is stopping or has lost the partition: the rest of the batch is left for whoever reads it next. */
export class BatchAbandonedError extends SafeError {}
