// An open loop: each request has a fixed start time, however slow earlier ones are. A slow server is measured, not waited for.
import { setTimeout as sleep } from 'node:timers/promises';

export interface OpenLoop {
  ratePerSecond: number;
  count: number;
  /** Starts what is due: numbers `from` (inclusive) to `to` (exclusive). */
  begin(from: number, to: number): void;
  /** Stops early; the rest is never started. */
  signal?: AbortSignal | undefined;
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
  /** Share that started within 100 ms of its due time. */
  within100Ms: number;
  worstMs: number;
}

/** Resolves once the last has started, with how late the generator itself was. `startMs` is on the `performance.now` clock. */
export async function runOpenLoop(
  startMs: number,
  { ratePerSecond, count, begin, signal }: OpenLoop,
): Promise<Punctuality> {
  let next = 0;
  let punctual = 0;
  let worstMs = 0;
  while (next < count && !signal?.aborted) {
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
    // A timer takes at least a millisecond and fires up to one more late.
    await sleep(Math.max(1, startMs + dueAtMs(next, ratePerSecond) - performance.now()));
  }
  return { within100Ms: punctual / count, worstMs };
}

/** Throws unless 95 % started within 100 ms of their due time: a late generator measures itself. */
export function expectPunctual({ within100Ms, worstMs }: Punctuality): void {
  if (within100Ms >= 0.95) return;
  const share = (within100Ms * 100).toFixed(1);
  throw new Error(
    `invalid: only ${share} % were sent within 100 ms of their due time (worst ${Math.round(worstMs)} ms)`,
  );
}
