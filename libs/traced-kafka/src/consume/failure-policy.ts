// What happens to records whose handler threw. Pure: the error's class, the attempt and the number of records in
// hand decide; nothing here waits or sends.

/**
 * - `transient`: something else is away (database, network). Retrying helps, and nothing is wrong with the records.
 * - `size`: too much at once, or too slow for its time limit. Fewer records may pass; a single one may pass when the
 *   other side is less busy, so it is tried for a while before it counts as permanent.
 * - `permanent`: one of the records can never pass.
 * - `unknown`: not classified; may be either, so it is tried a few times and then treated as permanent.
 */
export type FailureClass = 'transient' | 'size' | 'permanent' | 'unknown';

export type NextStep =
  | { do: 'retry'; delayMs: number }
  /** Halve the records and go on with each half, so that one bad record never takes its neighbours with it. */
  | { do: 'split' }
  | { do: 'dead-letter' };

export interface RetrySettings {
  /** Tries of a record that fails for an unknown reason. */
  maxAttempts: number;
  /** Tries, those before the splits included, of a record that alone is still too much. */
  maxSizeAttempts: number;
  initialDelayMs: number;
  maxDelayMs: number;
}

export const defaultRetry: RetrySettings = {
  maxAttempts: 3,
  maxSizeAttempts: 20,
  initialDelayMs: 100,
  maxDelayMs: 5_000,
};

/**
 * A transient failure is retried without end: dead-lettering because a database is down would lose what is good.
 * `random` in 0..1 spreads the retries of many consumers.
 */
export function decideNextStep(
  failure: FailureClass,
  attempt: number,
  recordCount: number,
  random: number,
  settings: RetrySettings = defaultRetry,
): NextStep {
  const mayPass =
    failure === 'transient' ||
    (failure === 'unknown' && attempt < settings.maxAttempts) ||
    (failure === 'size' && recordCount === 1 && attempt < settings.maxSizeAttempts);
  if (mayPass) return { do: 'retry', delayMs: retryDelayMs(attempt, random, settings) };
  return recordCount > 1 ? { do: 'split' } : { do: 'dead-letter' };
}

function retryDelayMs(attempt: number, random: number, settings: RetrySettings): number {
  const ceiling = Math.min(settings.initialDelayMs * 2 ** Math.min(attempt - 1, 20), settings.maxDelayMs);
  return Math.round(ceiling * (0.5 + random / 2));
}
