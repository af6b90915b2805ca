// Retries by the decisions of retry-policy.ts.
import { setTimeout as wait } from 'node:timers/promises';
import { decideRetry } from './retry-policy.ts';

/** Runs `work` until it succeeds, the policy gives up, or `maxAttempts` are used. Throws the last error. */
export async function withRetry<T>(maxAttempts: number, work: (attempt: number) => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      const decision = decideRetry(error, attempt, performance.now() - startedAt, Math.random());
      if (!decision.retry || attempt >= maxAttempts) throw error;
      await wait(decision.delayMs);
    }
  }
}
