// What every measure works with: the servers, the processes around them, and how to tell the reader what goes on.
import type { Backends } from '../../pipeline/servers/backends.ts';
import type { Service } from '../../pipeline/start-service.ts';
import type { VerdictReader } from '../kafka/verdict-reader.ts';
import type { BenchOptions } from '../options.ts';
import type { MeasureName, Sizes } from '../sizes.ts';
import type { Worker, WorkerName } from '../workers/start-worker.ts';
import type { RunClock } from './run-clock.ts';

export interface Bench {
  options: BenchOptions;
  sizes: Sizes;
  backends: Backends;
  pids: { kafka: number; neo4j: number };
  /** Takes traces; see agent-sink.worker.ts. */
  agent: Worker;
  verdicts: VerdictReader;
  logFolder: string;
  signal: AbortSignal;
  note(text: string): void;
  onEnd(close: () => Promise<unknown>): void;
  /** Started when first asked for, then kept. */
  worker(name: WorkerName): Promise<Worker>;
  /** The analyzer that most measures use one after the other, and what they tell each other. */
  shared: { analyzer?: Promise<WarmAnalyzer>; drainPerSecond?: number };
  clock: RunClock<MeasureName>;
}

/** `off`, or the share of traces that are kept. */
export type Tracing = 'off' | number;

export interface WarmAnalyzer {
  service: Service;
  /** Of the last drain of warming up. */
  perSecond: number;
}
