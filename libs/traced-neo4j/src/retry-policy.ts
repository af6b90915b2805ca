// Whether, and when, a failed attempt is repeated within the process. Pure. Short on purpose: what these few
// tries do not cure is for the caller, who has back-pressure and can send less.
import { type Neo4jErrorKind, neo4jErrorKind } from './error-class.ts';

export type RetryDecision = { retry: true; delayMs: number } | { retry: false };

interface RetryLimit {
  /** Tries in all, the first one included. */
  tries: number;
  /** No try starts later than this after the first one. */
  withinMs: number;
}

// The driver's own managed transactions wait a second before the first repetition. A deadlock is over as soon as
// one of its two has given way, so we wait milliseconds; jitter keeps the two from meeting again.
const contention: RetryLimit = { tries: 5, withinMs: 10_000 };
// One more try tells a connection that had gone stale in the pool from a database that is away.
const unavailable: RetryLimit = { tries: 2, withinMs: 2_000 };

const limits: Partial<Record<Neo4jErrorKind, RetryLimit>> = { contention, conflict: contention, unavailable };

/**
 * @param attempt number of the try that failed, from 1
 * @param elapsedMs since the first try began
 * @param random from 0 up to but not including 1
 */
export function decideRetry(
  error: unknown,
  attempt: number,
  elapsedMs: number,
  random: number,
): RetryDecision {
  const kind = neo4jErrorKind(error);
  const limit = kind && limits[kind];
  if (!limit || attempt >= limit.tries || elapsedMs >= limit.withinMs) return { retry: false };
  return { retry: true, delayMs: kind === 'unavailable' ? 50 : contentionDelayMs(attempt, random) };
}

// 10–20 ms, then 10–30, then 10–50.
function contentionDelayMs(attempt: number, random: number): number {
  return 10 + random * Math.min(40, 10 * 2 ** (attempt - 1));
}
