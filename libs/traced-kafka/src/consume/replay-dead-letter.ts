// The record that a dead letter was, to be sent again, with the history of its failures. Pure.
import type { KafkaRecord, OutgoingRecord } from '../client/kafka-port.ts';
import { deadLetterHeaders } from './dead-letter.ts';
import { textHeaders, traceKeys } from './trace-headers.ts';

/** Header names of a replayed record, and of its dead letter if it fails again. All values are text. */
export const replayHeaders = {
  /** The dead letter that was replayed last: `topic/partition/offset`. */
  of: 'dlq.replay.of',
  /** Id of the task that replayed it. */
  task: 'dlq.replay.task',
  /** How often it has been replayed. */
  count: 'dlq.replays',
  /** RFC 3339. */
  firstFailedAt: 'dlq.first.failed.at',
  /** Reasons of its earlier dead letters, oldest first, comma-separated. The last twenty. */
  earlierReasons: 'dlq.earlier.reasons',
} as const;

const maxReasons = 20;
// Written anew for each record that is sent: contexts of traces and of Data Streams.
const contextKeys = new Set([...traceKeys, 'dd-pathway-ctx', 'dd-pathway-ctx-base64']);

/** Headers to send a record again with: a new send is a new trace. */
export function withoutTrace(headers: KafkaRecord['headers']): KafkaRecord['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !contextKeys.has(name)));
}

/**
 * Key, value and headers as they were, without the old trace context: a replay is a new trace. Undefined for a letter that
 * is incomplete, is a whole batch, or does not say where it came from.
 */
export function toReplay(letter: KafkaRecord, task: string): OutgoingRecord | undefined {
  const text = textHeaders(letter.headers);
  const topic = text[deadLetterHeaders.originalTopic];
  const isPart = text[deadLetterHeaders.leftOut] !== undefined;
  const isBatch = text[deadLetterHeaders.originalLastOffset] !== undefined;
  if (topic === undefined || isPart || isBatch) return undefined;
  const original = Object.entries(withoutTrace(letter.headers)).filter(([name]) => !name.startsWith('dlq.'));
  const earlier = (text[replayHeaders.earlierReasons] ?? '').split(',').filter((reason) => reason !== '');
  const reasons = [...earlier, text[deadLetterHeaders.reason] ?? 'unknown'].slice(-maxReasons);
  return {
    topic,
    key: letter.key,
    value: letter.value,
    headers: {
      ...Object.fromEntries(original),
      [replayHeaders.of]: `${letter.topic}/${letter.partition}/${letter.offset}`,
      [replayHeaders.task]: task,
      [replayHeaders.count]: String(replayCount(text) + 1),
      [replayHeaders.firstFailedAt]:
        text[replayHeaders.firstFailedAt] ?? text[deadLetterHeaders.failedAt] ?? 'unknown',
      [replayHeaders.earlierReasons]: reasons.join(','),
    },
  };
}

function replayCount(text: Record<string, string>): number {
  const count = Number(text[replayHeaders.count] ?? 0);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}
