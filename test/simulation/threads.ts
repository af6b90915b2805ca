// Runs histories on threads.
import { Worker } from 'node:worker_threads';
import type { Outcome } from './history.ts';
import type { WorkerInput, WorkerMessage } from './simulation.worker.ts';

export interface Listener {
  onOutcome(outcome: Outcome): void;
  onLine?(line: string): void;
}

export function runThread(input: WorkerInput, { onOutcome, onLine }: Listener): Promise<void> {
  const worker = new Worker(new URL('./simulation.worker.ts', import.meta.url), { workerData: input });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if ('outcome' in message) onOutcome(message.outcome);
      else onLine?.(message.line);
    });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the thread ended with ${code}`)),
    );
  });
}

/** Runs all tasks, as many at a time as there are processors. */
export async function onAllProcessors(processors: number, tasks: (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const work = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: processors }, work));
}
