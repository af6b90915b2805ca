// A dead letter: the record as it came, byte for byte, with why and where it failed in `dlq.*` headers. What would make
// it larger than a broker takes is left out: it could never be sent, and its partition would wait for ever. Pure.
import { describeError } from '@ringtrace/telemetry';
import type { KafkaRecord, OutgoingRecord } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';

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
  /** Of `key,value,headers` what was too large to be sent again. It lies at its original place while the topic keeps it. */
  leftOut: 'dlq.left-out',
} as const;

/**
 * Brokers take 1,048,588 bytes unless told otherwise; what is added here and for the trace needs some of them. A record that
 * came compressed can have more.
 */
const maxBytes = 1_000_000;

export interface DeadLetterCircumstances {
  topic: string;
  group: string;
  attempts: number;
  failedAt: Date;
}

/** The record to publish. Up to a million bytes, key, value and the original headers are untouched, null included. */
export function toDeadLetter(
  record: KafkaRecord,
  error: unknown,
  at: DeadLetterCircumstances,
): OutgoingRecord {
  const { type, message } = describeError(error);
  const leftOut = largestParts(record);
  return {
    topic: at.topic,
    key: leftOut.includes('key') ? null : record.key,
    value: leftOut.includes('value') ? null : record.value,
    headers: {
      ...(leftOut.includes('headers') ? {} : record.headers),
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
      ...(leftOut.length > 0 && { [deadLetterHeaders.leftOut]: leftOut.join(',') }),
    },
  };
}

type Part = 'key' | 'value' | 'headers';

/** Without these the rest is small enough. */
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

/** The short code of why: the author's own, or that the handler failed. */
export function reasonOf(error: unknown): string {
  return error instanceof UnprocessableRecordError ? error.reason : 'handler-failed';
}
