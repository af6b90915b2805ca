// Where a consumer is on each of its partitions, and which records it can no longer read. Pure. Retention, or whoever deletes
// records, moves the start of a log. A client that is behind it goes on at the new start: the records between are lost.
// Offsets that merely hold no record (compaction, transactions) lie after the start, and are no loss.

/** Offsets of a partition's log: the first that is still there, and the one that the next record will get. */
export interface LogRange {
  low: bigint;
  high: bigint;
}

export interface Jump {
  topic: string;
  partition: number;
  from: bigint;
  to: bigint;
  /** 0 if the log ends before `from`: it was truncated, or the topic was made anew. */
  lost: bigint;
  /** The consumer is past it. */
  isDone: boolean;
}

interface Position {
  /** The next offset to read. */
  next: bigint;
  /** A batch that began at or after `next` is being processed. */
  isBusy: boolean;
  /** Where batches began at `upTo` instead of `from`. */
  gaps: { from: bigint; upTo: bigint }[];
}

interface TopicPartition {
  topic: string;
  partition: number;
}

export class Positions {
  private readonly known = new Map<string, Position & TopicPartition>();

  /** The group's partitions were assigned anew. `committed` is negative where nothing is. */
  assign(assigned: (TopicPartition & { committed: bigint })[]): void {
    const before = new Map(this.known);
    this.known.clear();
    for (const { topic, partition, committed } of assigned) {
      const key = keyOf(topic, partition);
      // kafkajs commits a negative offset when it resets one.
      const next = committed >= 0n ? committed : before.get(key)?.next;
      if (next === undefined) continue;
      const gaps = before.get(key)?.gaps ?? [];
      this.known.set(key, { topic, partition, next, isBusy: false, gaps });
    }
  }

  /** `firstOffset` is that of the first thing read, record or not. Returns true if something before it was not read. */
  began(topic: string, partition: number, firstOffset: bigint): boolean {
    const key = keyOf(topic, partition);
    const position = this.known.get(key) ?? { topic, partition, next: firstOffset, isBusy: true, gaps: [] };
    this.known.set(key, position);
    position.isBusy = true;
    const { next } = position;
    if (firstOffset > next) position.gaps.push({ from: next, upTo: firstOffset });
    // Also back, after a reset.
    position.next = firstOffset;
    return firstOffset > next;
  }

  ended(topic: string, partition: number): void {
    const position = this.known.get(keyOf(topic, partition));
    if (position) position.isBusy = false;
  }

  /** Everything before `next` is done. */
  advance(topic: string, partition: number, next: bigint): void {
    const position = this.known.get(keyOf(topic, partition));
    if (position && next > position.next) position.next = next;
  }

  /** What may be compared with a range that is read after this call. */
  snapshot(topic: string): Map<number, bigint> {
    const idle = [...this.known.values()].filter((each) => each.topic === topic && !each.isBusy);
    return new Map(idle.map(({ partition, next }) => [partition, next]));
  }

  /** Each jump is returned once. */
  compare(topic: string, partition: number, range: LogRange, before: bigint | undefined): Jump[] {
    const position = this.known.get(keyOf(topic, partition));
    if (!position) return [];
    const gaps = position.gaps.splice(0).map(({ from, upTo }) => {
      const to = upTo < range.low ? upTo : range.low;
      return { topic, partition, from, to, lost: to - from, isDone: true };
    });
    const jumps = gaps.filter(({ lost }) => lost > 0n);
    // While it moves, it is not stuck behind the start of the log.
    const isIdle = before === position.next && !position.isBusy;
    const { next: from } = position;
    if (isIdle && (from < range.low || from > range.high)) {
      const lost = from < range.low ? range.low - from : 0n;
      position.next = range.low;
      jumps.push({ topic, partition, from, to: range.low, lost, isDone: false });
    }
    return jumps;
  }
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;
