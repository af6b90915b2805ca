// Polls a condition until a deadline, so that nothing has to sleep a fixed time and hope.
import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown by a condition when waiting longer is pointless. */
export class GiveUp extends Error {}

export interface WaitOptions {
  timeoutMs: number;
  what: string;
  everyMs?: number;
  signal?: AbortSignal;
}

/**
 * Resolves with the first truthy result of the condition; an error counts as "not yet".
 * Throws after timeoutMs, even if the condition hangs; the last error is the cause.
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  { timeoutMs, what, everyMs = 100, signal }: WaitOptions,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const deadline = Date.now() + timeoutMs;
  let lastFailure: unknown;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    try {
      const result = await within(deadline - Date.now(), condition);
      if (result) return result as Exclude<T, false | null | undefined | 0 | ''>;
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      lastFailure = error;
    }
    await sleep(Math.min(everyMs, Math.max(0, deadline - Date.now())));
  }
  const detail = lastFailure instanceof Error ? `: ${lastFailure.message}` : '';
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}${detail}`, { cause: lastFailure });
}

async function within<T>(limitMs: number, condition: () => T | Promise<T>): Promise<T> {
  const timer = new AbortController();
  const tooLate = sleep(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    return await Promise.race([condition(), tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    timer.abort();
  }
}
