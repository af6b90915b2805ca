// What `list` tells: how many letters there are, why, and how old. Pure.
import type { Letter, LetterState } from './letter.ts';

export interface ListReport {
  state: LetterState;
  /** Letters that match. */
  depth: number;
  oldestFailedAt: string | null;
  oldestAgeSeconds: number;
  newestFailedAt: string | null;
  byReason: Record<string, number>;
  byDisposition: Record<string, number>;
  byPartition: Record<string, number>;
  /** Of those that match, how many had been replayed before. */
  failedAgain: number;
  /** Letters that match the flags in each state. */
  byState: Record<LetterState, number>;
  /** The newest. */
  letters: Omit<Letter, 'partition' | 'offset' | 'timestampMs'>[];
}

export class ListCounter {
  private readonly byState: Record<LetterState, number> = { open: 0, replayed: 0, discarded: 0, parked: 0 };
  private readonly counts = {
    byReason: new Map(),
    byDisposition: new Map(),
    byPartition: new Map(),
  } as Record<'byReason' | 'byDisposition' | 'byPartition', Map<string, number>>;
  private readonly newest: Letter[] = [];
  private oldestMs = Number.POSITIVE_INFINITY;
  private newestMs = Number.NEGATIVE_INFINITY;
  private failedAgain = 0;
  private readonly state: LetterState;
  private readonly limit: number;

  constructor(state: LetterState, limit: number) {
    this.state = state;
    this.limit = limit;
  }

  add(letter: Letter, state: LetterState): void {
    this.byState[state] += 1;
    if (state !== this.state) return;
    increment(this.counts.byReason, letter.reason);
    increment(this.counts.byDisposition, letter.disposition);
    increment(this.counts.byPartition, String(letter.partition));
    if (letter.replays > 0) this.failedAgain += 1;
    this.oldestMs = Math.min(this.oldestMs, letter.failedAtMs);
    this.newestMs = Math.max(this.newestMs, letter.failedAtMs);
    this.newest.push(letter);
    if (this.newest.length > this.limit) this.newest.shift();
  }

  report(nowMs: number): ListReport {
    const depth = this.byState[this.state];
    return {
      state: this.state,
      depth,
      oldestFailedAt: depth === 0 ? null : new Date(this.oldestMs).toISOString(),
      oldestAgeSeconds: depth === 0 ? 0 : Math.max(0, Math.round((nowMs - this.oldestMs) / 1_000)),
      newestFailedAt: depth === 0 ? null : new Date(this.newestMs).toISOString(),
      byReason: Object.fromEntries(this.counts.byReason),
      byDisposition: Object.fromEntries(this.counts.byDisposition),
      byPartition: Object.fromEntries(this.counts.byPartition),
      failedAgain: this.failedAgain,
      byState: this.byState,
      letters: this.newest.map(({ partition: _, offset: __, timestampMs: ___, ...letter }) => letter),
    };
  }
}

export function listText(report: ListReport): string {
  if (report.depth === 0) return `no ${report.state} dead letters match`;
  const counts = (title: string, of: Record<string, number>) =>
    Object.entries(of)
      .sort(([, a], [, b]) => b - a)
      .map(
        ([name, count], index) =>
          `${(index === 0 ? title : '').padEnd(13)}${String(count).padStart(8)}  ${name}`,
      );
  return [
    `${report.depth} ${report.state} dead letters, the oldest of ${report.oldestFailedAt}, the newest of ${report.newestFailedAt}`,
    ...counts('disposition', report.byDisposition),
    ...counts('reason', report.byReason),
    ...counts('partition', report.byPartition),
    ...(report.failedAgain > 0
      ? [`${report.failedAgain} of them were replayed before and failed again`]
      : []),
    '',
    `the newest ${report.letters.length}:`,
    ...report.letters.map(
      ({ place, failedAtMs, disposition, reason, replays, original }) =>
        `${place.padEnd(10)} ${new Date(failedAtMs).toISOString()}  ${disposition.padEnd(9)} ${reason.padEnd(22)} from ${original}` +
        (replays > 0 ? `  replayed ${replays} times` : ''),
    ),
  ].join('\n');
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
