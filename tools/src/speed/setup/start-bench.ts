// Starts everything a run needs: servers with empty data and production-like JVM settings, topics, agent and verdict reader.
import { fileURLToPath } from 'node:url';
import type { Backends } from '../../pipeline/servers/addresses.ts';
import { startBackends } from '../../pipeline/servers/start-backends.ts';
import { createBenchTopics } from '../kafka.ts';
import { listeningPid } from '../machine/process-usage.ts';
import type { BenchOptions } from '../options.ts';
import { sizes } from '../sizes.ts';
import { readVerdicts } from '../verdict-reader.ts';
import { startWorker, type Worker, type WorkerName } from '../workers/start-worker.ts';
import { type Bench, RunClock } from './bench.ts';

const logFolder = fileURLToPath(new URL('../../../../.local/bench-logs', import.meta.url));

export async function startBench(
  options: BenchOptions,
  { signal: interrupted, note, onEnd }: Pick<Bench, 'signal' | 'note' | 'onEnd'>,
): Promise<Bench> {
  const { limitSeconds, seconds } = sizes[options.mode];
  const leftSeconds =
    (options.minutes === undefined ? limitSeconds : options.minutes * 60) - performance.now() / 1_000;
  // When time is up, everything still waiting is aborted.
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(Math.round(leftSeconds * 1_000))]);
  const backends = await startMeasured('bench', ['kafka', 'neo4j'], options, { signal, note, onEnd });
  const agent = await startWorker('agent-sink', { logFolder, signal });
  onEnd(() => agent.stop());
  await createBenchTopics(backends.kafkaBrokers);
  const verdicts = await readVerdicts(backends.kafkaBrokers, signal);
  onEnd(() => verdicts.stop());
  return {
    options,
    sizes: sizes[options.mode],
    backends,
    pids: {
      kafka: listeningPid(portOf(`kafka://${backends.kafkaBrokers}`)),
      neo4j: neo4jPid(backends),
    },
    agent,
    verdicts,
    logFolder,
    signal,
    note,
    onEnd,
    worker: workerPool({ logFolder, signal, onEnd }, backends.environment),
    shared: {},
    clock: new RunClock(leftSeconds, seconds),
  };
}

export function neo4jPid(backends: Backends): number {
  return listeningPid(portOf(backends.neo4j.uri));
}

/** Starts servers of a separate instance, whose data is removed before and after. */
export async function startMeasured(
  instance: string,
  only: ('kafka' | 'neo4j')[],
  { jvm }: Pick<BenchOptions, 'jvm'>,
  { signal, note, onEnd }: Pick<Bench, 'signal' | 'note' | 'onEnd'>,
): Promise<Backends> {
  for (const name of ['KAFKA_BROKERS', 'NEO4J_URI']) {
    if (process.env[name])
      throw new Error(`${name} is set, but only servers that the benchmark starts can be measured`);
  }
  // Local servers use only the quick JIT compiler, because they live for minutes. This variable overrides it.
  if (jvm === 'full') process.env._JAVA_OPTIONS = '-XX:TieredStopAtLevel=4';
  try {
    const backends = await startBackends({ instance, only, fresh: true, signal, progress: note });
    onEnd(() => backends.stop({ removeData: true }));
    return backends;
  } finally {
    delete process.env._JAVA_OPTIONS;
  }
}

function portOf(address: string): number {
  return Number(new URL(address).port);
}

/** Workers that several measures share, each started on first use. */
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
