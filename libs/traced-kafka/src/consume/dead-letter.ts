// A dead letter: the original record, byte for byte, plus `dlq.*` headers that say why and where it failed. Parts that
// would exceed the broker's size limit are left out: with them it could never be sent, and its partition would be stuck. Pure.
import { describeError } from '@ringtrace/telemetry';
import type { KafkaRecord, OutgoingRecord } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';

/** Header names of a dead letter. All values are text. */
export const deadLetterHeaders = {
  /** Short code of the cause, for people and dashboards. */
  reason: 'dlq.reason',
  errorType: 'dlq.error.type',
  /** Holds no value of the record: see telemetry's `describeError`. */
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
  /** Which of `key,value,headers` were too large to send. They are at the original offset for as long as the topic retains it. */
  leftOut: 'dlq.left-out',
} as const;

/**
 * Brokers accept 1,048,588 bytes by default; the added headers and the trace context need some of them. A record that was
 * produced compressed can be larger.
 */
const maxBytes = 1_000_000;

export interface DeadLetterContext {
  topic: string;
  group: string;
  attempts: number;
  failedAt: Date;
}

/** The record to publish. If it has up to a million bytes, key, value and original headers are unchanged, null included. */
export function toDeadLetter(record: KafkaRecord, error: unknown, at: DeadLetterContext): OutgoingRecord {
  const { type, message } = describeError(error);
  const leftOut = largestParts(record);
  return {
    topic: at.topic,
    key: leftOut.includes('key') ? null : record.key,
    value: leftOut.includes('value') ? null : record.value,
    headers: {
      ...(leftOut.includes('headers') ? {} : record.headers),
      [deadLetterHeaders.reason]: deadLetterReason(error),
      [deadLetterHeaders.errorType]: type,
      [deadLetterHeaders.errorMessage]: message,
      [deadLetterHeaders.originalTopic]: record.topic,
      [deadLetterHeaders.originalPartition]: String(record.partition),
      [deadLetterHeaders.originalOffset]: record.offset,
      [deadLetterHeaders.originalTimestamp]: String(record.timestampMs),
      [deadLetterHeaders.group]: at.group,
      [deadLetterHeaders.attempts]: String(at.attempts),
      [deadLetterHeaders.failedAt]: at.failedAt.toISOString(),
      ...(leftOut.length > 0 && { [deadLetterHeaders.leftOut]: leftOut.join(',') }),
    },
  };
}

type Part = 'key' | 'value' | 'headers';

/** The parts to leave out so that the rest is small enough. */
function largestParts({ key, value, headers }: KafkaRecord): Part[] {
  const sizes: [Part, number][] = [
    ['key', key?.length ?? 0],
    ['value', value?.length ?? 0],
    ['headers', bytesOf(headers)],
  ];
  let left = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  const parts: Part[] = [];
  for (const [part, bytes] of sizes.sort(([, a], [, b]) => b - a)) {
    if (left <= maxBytes) break;
    parts.push(part);
    left -= bytes;
  }
  return parts;
}

function bytesOf(headers: KafkaRecord['headers']): number {
  return Object.entries(headers)
    .flatMap(([name, values]) => [values].flat().map((value = '') => [name, value] as const))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
}

/** The code that the error was given, or `handler-failed`. */
export function deadLetterReason(error: unknown): string {
  return error instanceof UnprocessableRecordError ? error.reason : 'handler-failed';
}
