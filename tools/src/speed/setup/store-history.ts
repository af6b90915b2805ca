// Fills a database with history, in steps with progress output.
import type { Backends } from '../../pipeline/servers/addresses.ts';
import type { StreamOptions } from '../../traffic/endless/payment-stream.ts';
import { startWorker } from '../workers/start-worker.ts';
import type { Bench } from './bench.ts';

const step = 10_000;
const stepsPerNote = 5;

/**
 * Stores up to `most` transactions of a stream, at least one step, until `goesOn` returns false. Resolves with the
 * number stored.
 */
export async function storeHistory(
  bench: Bench,
  { environment }: Pick<Backends, 'environment'>,
  stream: StreamOptions,
  most: number,
  goesOn: () => boolean = () => true,
): Promise<number> {
  const { logFolder, signal, note } = bench;
  const fill = await startWorker('fill', { logFolder, signal, environment });
  try {
    await fill.job('begin', stream);
    const beginMs = Date.now();
    let stored = 0;
    for (let steps = 1; stored < most && (stored === 0 || goesOn()); steps++) {
      const count = Math.min(step, most - stored);
      await fill.job('store', { count });
      stored += count;
      if (steps % stepsPerNote === 0 || stored === most) note(progress(stored, most, beginMs));
    }
    return stored;
  } finally {
    await fill.stop();
  }
}

function progress(stored: number, most: number, beginMs: number): string {
  const perSecond = Math.round(stored / ((Date.now() - beginMs) / 1_000));
  return `stored ${stored.toLocaleString('en')} of ${most.toLocaleString('en')}, ${perSecond} per second`;
}
