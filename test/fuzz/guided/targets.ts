// Coverage-guided targets. Jazzer.js (libFuzzer for Node) could do the search too, but needs a newer C library
// than Debian 12 has.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Outcome, Target } from '../target.ts';
import type { Assignment } from './search.worker.ts';

export const guidedTargets: Target[] = [
  {
    name: 'decoder-guided',
    promise: 'the same for records, with bytes that reach new code',
    cases: { whole: 40_000, short: 3_000 },
    run: (cases, seed) => inWorker({ attempt: 'decode', cases, seed }),
  },
  {
    name: 'acceptance-guided',
    promise: 'the same for bodies, with bytes that reach new code',
    cases: { whole: 40_000, short: 3_000 },
    run: (cases, seed) => inWorker({ attempt: 'accept', cases, seed }),
  },
];

// V8 counts blocks only in modules loaded after counting started, so each search runs in a fresh thread.
async function inWorker(workerData: Assignment): Promise<Outcome> {
  const worker = new Worker(new URL('./search.worker.ts', import.meta.url), { workerData, execArgv: [] });
  const [outcome] = (await once(worker, 'message')) as [Outcome];
  await worker.terminate();
  return outcome;
}
