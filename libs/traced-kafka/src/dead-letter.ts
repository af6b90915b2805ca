// A dead letter: the record as it came, byte for byte, with why and where it failed in `dlq.*` headers. Pure.
import { describeError } from '@ringtrace/telemetry';
import { UnprocessableRecordError } from './errors.ts';
import type { KafkaRecord, OutgoingRecord } from './kafka-port.ts';

/** Header names of a dead letter. All values are text. */
export const deadLetterHeaders = {
  /** Short code: why, for people and dashboards. */
  reason: 'dlq.reason',
  errorType: 'dlq.error.type',
  /** Only texts that hold no value of the record, see telemetry's `describeError`. */
  errorMessage: 'dlq.error.message',
  originalTopic: 'dlq.original.topic',
  originalPartition: 'dlq.original.partition',
  originalOffset: 'dlq.original.offset',
  /** Epoch milliseconds of the original record. */
  originalTimestamp: 'dlq.original.timestamp',
  group: 'dlq.consumer.group',
  attempts: 'dlq.attempts',
  /** RFC 3339. */
  failedAt: 'dlq.failed.at',
} as const;

export interface DeadLetterCircumstances {
  topic: string;
  group: string;
  attempts: number;
  failedAt: Date;
}

/** The record to publish. Key, value and the original headers are passed on untouched, null included. */
export function toDeadLetter(
  record: KafkaRecord,
  error: unknown,
  at: DeadLetterCircumstances,
): OutgoingRecord {
  const { type, message } = describeError(error);
  return {
    topic: at.topic,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      [deadLetterHeaders.reason]: reasonOf(error),
      [deadLetterHeaders.errorType]: type,
      [deadLetterHeaders.errorMessage]: message,
      [deadLetterHeaders.originalTopic]: record.topic,
      [deadLetterHeaders.originalPartition]: String(record.partition),
      [deadLetterHeaders.originalOffset]: record.offset,
      [deadLetterHeaders.originalTimestamp]: String(record.timestampMs),
      [deadLetterHeaders.group]: at.group,
      [deadLetterHeaders.attempts]: String(at.attempts),
      [deadLetterHeaders.failedAt]: at.failedAt.toISOString(),
    },
  };
}

/** The short code of why: the author's own, or that the handler failed. */
export function reasonOf(error: unknown): string {
  return error instanceof UnprocessableRecordError ? error.reason : 'handler-failed';
}
