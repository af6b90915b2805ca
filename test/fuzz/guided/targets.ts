// Coverage-guided targets. libFuzzer's binding for Node (Jazzer.js) would do the search too, but needs a newer C library
// than Debian 12 has.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Outcome, Target } from '../target.ts';
import type { Assignment } from './search.worker.ts';

export const guidedTargets: Target[] = [
  {
    name: 'decoder-guided',
    promise: 'the same of records, by bytes that reach new places in the code',
    cases: { whole: 40_000, short: 3_000 },
    run: (cases, seed) => inWorker({ attempt: 'decode', cases, seed }),
  },
  {
    name: 'acceptance-guided',
    promise: 'the same of bodies, by bytes that reach new places in the code',
    cases: { whole: 40_000, short: 3_000 },
    run: (cases, seed) => inWorker({ attempt: 'accept', cases, seed }),
  },
];

// V8 counts the blocks only of what is loaded after it was told to: in a thread that has loaded nothing yet.
async function inWorker(workerData: Assignment): Promise<Outcome> {
  const worker = new Worker(new URL('./search.worker.ts', import.meta.url), { workerData, execArgv: [] });
  const [outcome] = (await once(worker, 'message')) as [Outcome];
  await worker.terminate();
  return outcome;
}
