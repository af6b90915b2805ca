// Decides whether and when a failed attempt is retried within the process. Pure. Few retries on purpose: everything else is up
// to the caller, which can apply back-pressure and send less.
import { type Neo4jErrorKind, neo4jErrorKind } from './error-class.ts';

export type RetryDecision = { retry: true; delayMs: number } | { retry: false };

interface RetryLimit {
  /** Maximum attempts, including the first. */
  maxAttempts: number;
  /** No attempt starts later than this after the first one. */
  withinMs: number;
}

// The driver's own managed transactions wait a second before the first retry. A deadlock is over as soon as one of the two
// transactions is aborted, so we wait milliseconds. Jitter keeps the two from colliding again.
const contention: RetryLimit = { maxAttempts: 5, withinMs: 10_000 };
// One retry tells a stale pooled connection from a database that is down.
const unavailable: RetryLimit = { maxAttempts: 2, withinMs: 2_000 };

const limits: Partial<Record<Neo4jErrorKind, RetryLimit>> = { contention, conflict: contention, unavailable };

/**
 * @param attempt number of the failed attempt, from 1
 * @param elapsedMs since the first attempt started
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
  if (!limit || attempt >= limit.maxAttempts || elapsedMs >= limit.withinMs) return { retry: false };
  return { retry: true, delayMs: kind === 'unavailable' ? 50 : contentionDelayMs(attempt, random) };
}

// 10–20 ms, then 10–30, then 10–50.
function contentionDelayMs(attempt: number, random: number): number {
  return 10 + random * Math.min(40, 10 * 2 ** (attempt - 1));
}
