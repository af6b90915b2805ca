// Fills a database with history, in steps with progress output.
import type { Backends } from '../../pipeline/servers/addresses.ts';
import type { StreamOptions } from '../../traffic/endless/payment-stream.ts';
import { startWorker } from '../workers/start-worker.ts';
import type { Bench } from './bench.ts';

const step = 10_000;
const stepsPerNote = 5;

/**
 * Stores up to `max` transactions of a stream, at least one step, until `shouldContinue` returns false. Resolves with the
 * number stored.
 */
export async function storeHistory(
  bench: Bench,
  { environment }: Pick<Backends, 'environment'>,
  stream: StreamOptions,
  max: number,
  shouldContinue: () => boolean = () => true,
): Promise<number> {
  const { logFolder, signal, note } = bench;
  const fill = await startWorker('fill', { logFolder, signal, environment });
  try {
    await fill.job('begin', stream);
    const beginMs = Date.now();
    let stored = 0;
    for (let steps = 1; stored < max && (stored === 0 || shouldContinue()); steps++) {
      const count = Math.min(step, max - stored);
      await fill.job('store', { count });
      stored += count;
      if (steps % stepsPerNote === 0 || stored === max) note(progress(stored, max, beginMs));
    }
    return stored;
  } finally {
    await fill.stop();
  }
}

function progress(stored: number, max: number, beginMs: number): string {
  const perSecond = Math.round(stored / ((Date.now() - beginMs) / 1_000));
  return `stored ${stored.toLocaleString('en')} of ${max.toLocaleString('en')}, ${perSecond} per second`;
}
