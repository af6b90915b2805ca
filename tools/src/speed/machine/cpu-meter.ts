// CPU time of several processes over one stretch of work.
import { cpuSeconds } from './process-usage.ts';

export type Pids = Record<string, number>;
export type CpuUse = Record<string, number>;

/** Starts now; the function returned gives the CPU seconds that each process has used since. */
export function meterCpu(pids: Pids): () => CpuUse {
  const read = () => Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)]));
  const begin = read();
  return () =>
    Object.fromEntries(Object.entries(read()).map(([name, seconds]) => [name, seconds - (begin[name] ?? 0)]));
}

/** CPU milliseconds per transaction, which are CPU seconds per 1,000 of them. */
export function perThousand(use: CpuUse, transactions: number): CpuUse {
  return Object.fromEntries(
    Object.entries(use).map(([name, seconds]) => [name, (seconds * 1_000) / transactions]),
  );
}

export function sum(use: CpuUse, names: string[] = Object.keys(use)): number {
  return names.reduce((total, name) => total + (use[name] ?? 0), 0);
}
