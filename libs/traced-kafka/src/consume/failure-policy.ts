// What happens to records whose handler threw, decided by the class of the error, the attempt and the number of records.
// Pure: nothing here waits or sends.
import { RetryLaterError, UnprocessableRecordError } from '../errors.ts';

/**
 * - `transient`: a dependency is unavailable (database, network). Retrying helps, and nothing is wrong with the records.
 * - `size`: too many records at once, or too slow for a time limit. Fewer records may pass. A single record may pass when
 *   the other side is less busy, so it is retried for a while before it counts as permanent.
 * - `permanent`: one of the records can never pass.
 * - `unknown`: not classified; may be any of these, so it is retried a few times and then treated as permanent.
 */
export type FailureClass = 'transient' | 'size' | 'permanent' | 'unknown';

/** Undefined for an error that it does not know. */
export type Classify = (error: unknown) => FailureClass | undefined;

export type NextStep =
  | { do: 'retry'; delayMs: number }
  /** Halve the records and process each half, so that one bad record never takes its neighbours with it. */
  | { do: 'split' }
  | { do: 'dead-letter' };

export interface RetrySettings {
  /** Attempts for an `unknown` failure. */
  maxAttempts: number;
  /** Attempts for a single record with a `size` failure, including those before it was split off. */
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

/** This library's own errors first, then `classify` of the application. */
export function classifyError(error: unknown, classify: Classify = () => undefined): FailureClass {
  if (error instanceof UnprocessableRecordError) return 'permanent';
  if (error instanceof RetryLaterError) return 'transient';
  return classify(error) ?? 'unknown';
}

/**
 * A transient failure is retried without end: good records must not be dead-lettered because a database is down.
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

/** Exponential backoff with jitter: doubles from `initialDelayMs` up to `maxDelayMs`, then takes 50 to 100 % of that. */
export function retryDelayMs(attempt: number, random: number, settings: RetrySettings): number {
  const ceiling = Math.min(settings.initialDelayMs * 2 ** Math.min(attempt - 1, 20), settings.maxDelayMs);
  return Math.round(ceiling * (0.5 + random / 2));
}
