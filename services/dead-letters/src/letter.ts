// A dead letter as an operator sees it, and which letters a selection means. Pure.
import {
  contextOfRecord,
  type Disposition,
  deadLetterHeaders,
  dispositionOf,
  type KafkaRecord,
  replayHeaders,
  textHeaders,
} from '@ringtrace/traced-kafka';
import { z } from 'zod';

export interface Letter {
  /** `partition/offset` on the dead-letter topic. */
  place: string;
  partition: number;
  offset: string;
  timestampMs: number;
  reason: string;
  disposition: Disposition;
  failedAtMs: number;
  /** How often it was replayed before it failed again. */
  replays: number;
  /** Where the record was read: `topic/partition/offset`. */
  original: string;
  traceId: string | undefined;
}

/** Where a letter is: open until a task has replayed, discarded or parked it. */
export const letterStates = ['open', 'replayed', 'discarded', 'parked'] as const;
export type LetterState = (typeof letterStates)[number];

/** All that are given must match; within one, any value. */
export const selection = z.object({
  reasons: z.array(z.string()).default([]),
  dispositions: z.array(z.string()).default([]),
  /** Transaction keys. */
  ids: z.array(z.string()).default([]),
  /** Places. */
  letters: z.array(z.string()).default([]),
  partitions: z.array(z.number()).default([]),
  /** Epoch milliseconds; the letter's own time of failure. */
  sinceMs: z.number().optional(),
  untilMs: z.number().optional(),
  state: z.enum(letterStates).default('open'),
});
export type Selection = z.infer<typeof selection>;

export function readLetter(record: KafkaRecord): Letter {
  const text = textHeaders(record.headers);
  const original = [
    deadLetterHeaders.originalTopic,
    deadLetterHeaders.originalPartition,
    deadLetterHeaders.originalOffset,
  ].map((name) => printable(text[name] ?? '?'));
  const failedAtMs = Date.parse(text[deadLetterHeaders.failedAt] ?? '');
  const replays = Number(text[replayHeaders.count] ?? 0);
  return {
    place: placeOf(record),
    partition: record.partition,
    offset: record.offset,
    timestampMs: record.timestampMs,
    reason: printable(text[deadLetterHeaders.reason] ?? 'none'),
    disposition: dispositionOf(record.headers),
    failedAtMs: Number.isNaN(failedAtMs) ? record.timestampMs : failedAtMs,
    replays: Number.isSafeInteger(replays) ? replays : 0,
    original: original.join('/'),
    traceId: contextOfRecord(record.headers)?.toTraceparent().split('-')[1],
  };
}

export function placeOf({ partition, offset }: Pick<KafkaRecord, 'partition' | 'offset'>): string {
  return `${partition}/${offset}`;
}

/** Without the state, which is not in the letter. */
export function isSelected(letter: Letter, key: Buffer | null, by: Selection): boolean {
  const isAmong = <T>(values: T[], value: T) => values.length === 0 || values.includes(value);
  return (
    isAmong(by.reasons, letter.reason) &&
    isAmong<string>(by.dispositions, letter.disposition) &&
    isAmong(by.letters, letter.place) &&
    isAmong(by.partitions, letter.partition) &&
    (by.ids.length === 0 || (key !== null && by.ids.includes(key.toString()))) &&
    (by.sinceMs === undefined || letter.failedAtMs >= by.sinceMs) &&
    (by.untilMs === undefined || letter.failedAtMs < by.untilMs)
  );
}

/** Anyone may have written a record: nothing in it may control a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
