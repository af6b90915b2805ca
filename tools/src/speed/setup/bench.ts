// What every measure works with: servers, worker processes, the time budget and progress output.
import type { Backends } from '../../pipeline/servers/addresses.ts';
import type { Service } from '../../pipeline/start-service.ts';
import type { BenchOptions } from '../options.ts';
import type { MeasureName, Sizes } from '../sizes.ts';
import type { VerdictReader } from '../verdict-reader.ts';
import type { Worker, WorkerName } from '../workers/start-worker.ts';
import type { RunClock } from './run-clock.ts';

export interface Bench {
  options: BenchOptions;
  sizes: Sizes;
  backends: Backends;
  pids: { kafka: number; neo4j: number };
  /** Receives traces; see agent-sink.worker.ts. */
  agent: Worker;
  verdicts: VerdictReader;
  logFolder: string;
  signal: AbortSignal;
  note(text: string): void;
  onEnd(close: () => Promise<unknown>): void;
  /** Started on first use, then kept. */
  worker(name: WorkerName): Promise<Worker>;
  /** The analyzer that most measures share, and results that later measures need. */
  shared: { analyzer?: Promise<WarmAnalyzer>; drainPerSecond?: number };
  clock: RunClock<MeasureName>;
}

/** `off`, or the sampling rate. */
export type Tracing = 'off' | number;

export interface WarmAnalyzer {
  service: Service;
  /** Of the last warm-up drain. */
  perSecond: number;
}
