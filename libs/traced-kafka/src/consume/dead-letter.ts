// A dead letter: the original record, byte for byte, plus `dlq.*` headers that say why and where it failed. Parts that
// would exceed the broker's size limit are left out: with them it could never be sent, and its partition would be stuck. Pure.
import { describeError } from '@ringtrace/telemetry';
import type { KafkaRecord, OutgoingRecord } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';
import type { FailureClass } from './failure-policy.ts';
import { textHeaders } from './trace-headers.ts';

/**
 * What a dead letter needs before it can pass, for programs and operators. In the order in which it is decided:
 * - `skipped`: an operator stepped over it
 * - `oversize`: too large, or parts of it were left out of the dead letter
 * - `poison`: its bytes cannot be read, or the handler breaks on it for an unknown reason
 * - `rejected`: it was read, and refused for what it holds
 * - `transient`: nothing is known to be wrong with it; retries were used up
 */
export const dispositions = ['poison', 'rejected', 'transient', 'oversize', 'skipped'] as const;
export type Disposition = (typeof dispositions)[number];

/** Header names of a dead letter. All values are text. */
export const deadLetterHeaders = {
  /** Short code of the cause, for people and dashboards. */
  reason: 'dlq.reason',
  /** One of `dispositions`. */
  disposition: 'dlq.disposition',
  errorType: 'dlq.error.type',
  /** Holds no value of the record: see telemetry's `describeError`. */
  errorMessage: 'dlq.error.message',
  originalTopic: 'dlq.original.topic',
  originalPartition: 'dlq.original.partition',
  originalOffset: 'dlq.original.offset',
  /** Only if an operator stepped over a batch that could not be decoded: the value is the whole batch. */
  originalLastOffset: 'dlq.original.last-offset',
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
  /** Default: unknown. */
  failure?: FailureClass;
}

/** The record to publish. If it has up to a million bytes, key, value and original headers are unchanged, null included. */
export function toDeadLetter(record: KafkaRecord, error: unknown, at: DeadLetterContext): OutgoingRecord {
  const { type, message } = describeError(error);
  const leftOut = largestParts(record);
  const reason = deadLetterReason(error);
  return {
    topic: at.topic,
    key: leftOut.includes('key') ? null : record.key,
    value: leftOut.includes('value') ? null : record.value,
    headers: {
      ...(leftOut.includes('headers') ? {} : record.headers),
      [deadLetterHeaders.reason]: reason,
      [deadLetterHeaders.disposition]: decideDisposition(reason, leftOut.length > 0, at.failure),
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

/** The disposition in a dead letter's headers. For a letter of an earlier version, which has none, it follows from the reason. */
export function dispositionOf(headers: KafkaRecord['headers']): Disposition {
  const text = textHeaders(headers);
  const stored = dispositions.find((each) => each === text[deadLetterHeaders.disposition]);
  return (
    stored ??
    decideDisposition(text[deadLetterHeaders.reason] ?? '', text[deadLetterHeaders.leftOut] !== undefined)
  );
}

const unreadable = ['null-key', 'null-value', 'not-utf8', 'malformed-json', 'unreadable'];

function decideDisposition(
  reason: string,
  isIncomplete: boolean,
  failure: FailureClass = 'unknown',
): Disposition {
  if (reason === 'skipped') return 'skipped';
  if (isIncomplete || reason === 'too-large') return 'oversize';
  if (unreadable.includes(reason)) return 'poison';
  if (reason !== 'handler-failed' || failure === 'permanent') return 'rejected';
  return failure === 'unknown' ? 'poison' : 'transient';
}
