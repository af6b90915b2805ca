// What every measure works with: servers, worker processes, the time budget and progress output.
import type { Backends } from '../../pipeline/servers/addresses.ts';
import type { Service } from '../../pipeline/start-services.ts';
import type { BenchOptions } from '../options.ts';
import type { MeasureName, Sizes } from '../sizes.ts';
import type { VerdictReader } from '../verdict-reader.ts';
import type { Worker, WorkerName } from '../workers/start-worker.ts';

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

/** Keeps a run within its time on slow machines: measures repeat less often, and the last ones may be skipped. */
export class RunClock<Name extends string> {
  private readonly endMs: number;
  private readonly seconds: Record<Name, number>;
  private readonly now: () => number;
  private measureBeginMs = 0;
  private measureEndMs = Number.POSITIVE_INFINITY;

  /** `seconds`: the planned time per measure. */
  constructor(limitSeconds: number, seconds: Record<Name, number>, now: () => number = Date.now) {
    this.now = now;
    this.endMs = now() + limitSeconds * 1_000;
    this.seconds = seconds;
  }

  /**
   * Begins the first of these measures, which gets its share of the remaining time. Returns false if less than a third of
   * its planned time is left: no result is better than a bad one.
   */
  begin(measures: readonly Name[]): boolean {
    const leftMs = this.endMs - this.now();
    const planned = measures.reduce((sum, name) => sum + this.seconds[name], 0);
    const own = this.seconds[measures[0] as Name];
    this.measureBeginMs = this.now();
    this.measureEndMs = this.measureBeginMs + Math.max(0, (leftMs * own) / planned);
    return leftMs / 1_000 > own / 3;
  }

  /** Whether the current measure has used less than this share of its time. */
  hasTime(share = 1): boolean {
    return this.now() < this.measureBeginMs + (this.measureEndMs - this.measureBeginMs) * share;
  }
}

/** Pure: the expected duration of these parts, as text. */
export function timeLeft<Name extends string>(parts: readonly Name[], seconds: Record<Name, number>): string {
  const total = parts.reduce((sum, name) => sum + seconds[name], 0);
  if (total < 90) return `about ${Math.max(10, Math.round(total / 10) * 10)} s left`;
  return `about ${Math.round(total / 60)} min left`;
}
