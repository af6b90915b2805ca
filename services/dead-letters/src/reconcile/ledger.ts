// Which payments of a time window have ended, and how. Holds one entry for each that has not: its key and the place of its last
// record, about 100 bytes. Pure.
import { topics } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';
import type { KafkaRecord, PartitionProgress } from '@ringtrace/traced-kafka';
import type { Letter, LetterState } from '../letter.ts';

/** More than this would not fit into the memory of a small pod. */
const defaultMaxPayments = 2_000_000;

/** Narrow the window. */
export class TooManyPaymentsError extends SafeError {}

export type Ending = 'judged' | 'deadLettered' | 'erased';

interface LedgerOptions {
  /** Epoch milliseconds, by the timestamps of the records: a payment belongs to the window if one of its records does. */
  sinceMs: number;
  untilMs: number;
  /** Of the analyzers' group. Read before anything else: what is committed by then has its outcome on the topics read later. */
  progress: readonly PartitionProgress[];
  maxPayments?: number;
}

export class Ledger {
  readonly counts: Record<'accepted' | Ending, number> = {
    accepted: 0,
    judged: 0,
    deadLettered: 0,
    erased: 0,
  };
  private readonly open = new Map<string, number>();
  private readonly replayed = new Set<string>();
  private readonly keylessLetters = new Set<number>();
  private readonly committed: Map<number, bigint>;
  private readonly options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.options = options;
    this.committed = new Map(options.progress.map(({ partition, committed }) => [partition, committed]));
  }

  /** A record of the transactions topic, in the order of its partition. Later ones of an open payment count, too: replays. */
  accept(record: Pick<KafkaRecord, 'key' | 'partition' | 'offset' | 'timestampMs'>): void {
    const key = keyOf(record);
    const known = this.open.get(key);
    const { sinceMs, untilMs, maxPayments = defaultMaxPayments } = this.options;
    if (known === undefined) {
      if (record.timestampMs < sinceMs || record.timestampMs >= untilMs) return;
      if (this.open.size === maxPayments)
        throw new TooManyPaymentsError(
          `the window has more than ${maxPayments} payments: narrow it with --since and --until`,
        );
      this.counts.accepted += 1;
    }
    // Where partitions were added, one read later may be older.
    if (known === undefined || !this.waits(known)) this.open.set(key, packed(record));
  }

  /** Does nothing for a payment outside of the window, or one that has ended. */
  end(key: string, ending: Ending): void {
    if (this.open.delete(key)) this.counts[ending] += 1;
  }

  /**
   * After all verdicts. Only a letter of the payment's last record is its outcome: after a resend or a replay that record has
   * one, or waits.
   */
  addLetter({ original }: Pick<Letter, 'original'>, key: Buffer | null, state: LetterState): void {
    const [offset = '', partition = '', topic] = original.split('/').reverse();
    if (topic !== topics.transactions) return;
    const place = packed({ partition: Number(partition), offset });
    if (key === null) this.keylessLetters.add(place);
    else if (state === 'replayed') this.replayed.add(String(key));
    else if (this.open.get(String(key)) === place) this.end(String(key), 'deadLettered');
  }

  /** After all letters: payments whose last record the group has not passed, by partition. They no longer count as missing. */
  takeWaiting(): Record<number, number> {
    const waiting: Record<number, number> = {};
    for (const [key, place] of this.open) {
      if (this.keylessLetters.has(place)) this.end(key, 'deadLettered');
      else if (this.waits(place)) {
        const { partition } = unpacked(place);
        this.open.delete(key);
        waiting[partition] = (waiting[partition] ?? 0) + 1;
      }
    }
    return waiting;
  }

  private waits(place: number): boolean {
    const { partition, offset } = unpacked(place);
    return BigInt(offset) >= (this.committed.get(partition) ?? 0n);
  }

  /** After `takeWaiting`: keys of the payments that the group has passed, and that ended nowhere. */
  missing(): string[] {
    return [...this.open.keys()];
  }

  isMissing(record: Pick<KafkaRecord, 'key' | 'partition' | 'offset'>): boolean {
    return this.open.has(keyOf(record));
  }

  wasReplayed(key: string): boolean {
    return this.replayed.has(key);
  }
}

/** A record without a key is its own payment. No key of ours begins like this. */
export function keyOf({ key, partition, offset }: Pick<KafkaRecord, 'key' | 'partition' | 'offset'>): string {
  return key === null ? `\0${partition}/${offset}` : key.toString();
}

// A place as one number: up to 8,192 partitions, a million million records in each. Objects would need more memory.
const offsetsPerPartition = 2 ** 40;

function packed({ partition, offset }: Pick<KafkaRecord, 'partition' | 'offset'>): number {
  return partition * offsetsPerPartition + Number(offset);
}

function unpacked(place: number): { partition: number; offset: number } {
  return { partition: Math.floor(place / offsetsPerPartition), offset: place % offsetsPerPartition };
}
