// An open loop: work begins when its moment has come, whatever has become of what began before. The moments are fixed
// from the start, so that a slow machine is measured and not waited for.
import { setTimeout as sleep } from 'node:timers/promises';

export interface OpenLoop {
  ratePerSecond: number;
  count: number;
  /** Begins everything whose moment has come. `dueMs` are the moments, of `performance.now`. */
  begin(from: number, to: number): void;
}

/** Pure: how many are due after `elapsedMs`. The first is due at once. */
export function dueAfter(elapsedMs: number, ratePerSecond: number, count: number): number {
  return Math.min(count, Math.floor((elapsedMs * ratePerSecond) / 1_000) + 1);
}

/** Pure: when number `index` is due, in milliseconds after the start. */
export function dueAtMs(index: number, ratePerSecond: number): number {
  return (index / ratePerSecond) * 1_000;
}

export interface Punctuality {
  /** Share of those that began within 100 ms of their moment. */
  within100Ms: number;
  worstMs: number;
}

/** Resolves with the generator's own lateness once the last has begun. `startMs`: of `performance.now`. */
export async function runOpenLoop(
  startMs: number,
  { ratePerSecond, count, begin }: OpenLoop,
): Promise<Punctuality> {
  let next = 0;
  let punctual = 0;
  let worstMs = 0;
  while (next < count) {
    const elapsedMs = performance.now() - startMs;
    const due = dueAfter(elapsedMs, ratePerSecond, count);
    if (due > next) {
      begin(next, due);
      for (; next < due; next++) {
        const lateMs = elapsedMs - dueAtMs(next, ratePerSecond);
        worstMs = Math.max(worstMs, lateMs);
        if (lateMs <= 100) punctual++;
      }
    }
    // A timer is a millisecond at least, and late by up to one more.
    await sleep(Math.max(1, startMs + dueAtMs(next, ratePerSecond) - performance.now()));
  }
  return { within100Ms: punctual / count, worstMs };
}
