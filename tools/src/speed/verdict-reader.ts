// Reads verdicts as far as measuring needs them: whose, and when the broker got the first.
import { topics } from '@ringtrace/contracts';
import { consumeOutcomes } from '../pipeline/collect-outcomes.ts';
import { GiveUp, waitUntil } from '../pipeline/process/wait-until.ts';

export interface VerdictReader {
  /** Call it before the transactions are sent. From then on, only these ids are expected. */
  expect(ids: readonly string[]): Expected;
  stop(): Promise<void>;
}

export interface Expected {
  /**
   * Resolves when each id has a verdict, with the broker's time of its first, epoch milliseconds. Rejects on timeout and
   * on any dead letter: fast but wrong is a failure.
   */
  all(timeoutMs: number): Promise<Map<string, number>>;
}

export async function readVerdicts(kafkaBrokers: string, signal: AbortSignal): Promise<VerdictReader> {
  let pending = new Set<string>();
  let judged = new Map<string, number>();
  let deadLetters = 0;
  const stop = await consumeOutcomes(kafkaBrokers, (topic, { key, timestamp }) => {
    if (topic === topics.deadLetters) deadLetters++;
    // A verdict that is not pending upgrades an earlier one.
    else if (pending.delete(String(key))) judged.set(String(key), Number(timestamp));
  });
  const all = async (timeoutMs: number, count: number) => {
    const reached = () => {
      if (deadLetters > 0) throw new GiveUp(`${deadLetters} records became dead letters`);
      return pending.size === 0;
    };
    const wait = { timeoutMs, what: `${count} verdicts`, everyMs: 20, signal };
    await waitUntil(reached, wait).catch((error: Error) => {
      signal.throwIfAborted();
      throw new Error(`${error.message}; missing: ${pending.size}`, { cause: error });
    });
    return judged;
  };
  return {
    expect: (ids) => {
      pending = new Set(ids);
      judged = new Map();
      const count = pending.size;
      return { all: (timeoutMs) => all(timeoutMs, count) };
    },
    stop,
  };
}
