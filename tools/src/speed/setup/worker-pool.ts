// Workers that several measures use, each started when it is first asked for.
import { startWorker, type Worker, type WorkerName } from '../workers/start-worker.ts';
import type { Bench } from './bench.ts';

export function workerPool(
  bench: Pick<Bench, 'logFolder' | 'signal' | 'onEnd'>,
  environment: Record<string, string>,
) {
  const pool = new Map<WorkerName, Promise<Worker>>();
  return (name: WorkerName): Promise<Worker> => {
    const known = pool.get(name);
    if (known !== undefined) return known;
    const { logFolder, signal } = bench;
    const started = startWorker(name, { logFolder, signal, environment });
    pool.set(name, started);
    bench.onEnd(async () => (await started).stop());
    return started;
  };
}
