// A thread that runs histories: virtual time is per thread.
import { parentPort, workerData } from 'node:worker_threads';
import type { Outcome } from './history.ts';
import { loadBuilt, type Patch } from './load.ts';

export interface WorkerInput {
  /** Runs seeds `from`, `from + step` and so on, below `to`. */
  from: number;
  to: number;
  step: number;
  isTraced: boolean;
  /** Ends with the first violation. */
  isFirstOnly: boolean;
  patch?: Patch | undefined;
}

export type WorkerMessage = { line: string } | { outcome: Outcome };

const { from, to, step, isTraced, isFirstOnly, patch } = workerData as WorkerInput;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

// Traces of stacks cost more than all else.
Error.stackTraceLimit = 0;
const isPatched = loadBuilt(patch);
const { installVirtualTime } = await import('./clock.ts');
const { runHistory } = await import('./history.ts');
if (patch && !isPatched()) throw new Error(`${patch.file} is not part of the simulation`);
installVirtualTime();
for (let seed = from; seed < to; seed += step) {
  const outcome = await runHistory(seed, isTraced ? (line) => tell({ line }) : undefined);
  tell({ outcome });
  if (isFirstOnly && outcome.violations.length > 0) break;
}
