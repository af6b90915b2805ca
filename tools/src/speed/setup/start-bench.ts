// Brings up what is measured: servers with empty data and settings of servers that stay, topics, agent, readers.
import { fileURLToPath } from 'node:url';
import type { Backends } from '../../pipeline/servers/backends.ts';
import { startBackends } from '../../pipeline/servers/start-backends.ts';
import { createBenchTopics } from '../kafka/bench-topics.ts';
import { readVerdicts } from '../kafka/verdict-reader.ts';
import { listeningPid } from '../machine/listening-process.ts';
import type { BenchOptions } from '../options.ts';
import { sizes } from '../sizes.ts';
import { startWorker } from '../workers/start-worker.ts';
import type { Bench } from './bench.ts';
import { RunClock } from './run-clock.ts';
import { workerPool } from './worker-pool.ts';

const logFolder = fileURLToPath(new URL('../../../../.local/bench-logs', import.meta.url));

export async function startBench(
  options: BenchOptions,
  { signal: interrupted, note, onEnd }: Pick<Bench, 'signal' | 'note' | 'onEnd'>,
): Promise<Bench> {
  const { limitSeconds, seconds } = sizes[options.mode];
  const leftSeconds =
    (options.minutes === undefined ? limitSeconds : options.minutes * 60) - performance.now() / 1_000;
  // What still waits then, waits for nothing more.
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

/** Servers of an instance of its own, its data removed before and after. */
export async function startMeasured(
  instance: string,
  only: ('kafka' | 'neo4j')[],
  { jvm }: Pick<BenchOptions, 'jvm'>,
  { signal, note, onEnd }: Pick<Bench, 'signal' | 'note' | 'onEnd'>,
): Promise<Backends> {
  for (const name of ['KAFKA_BROKERS', 'NEO4J_URI']) {
    if (process.env[name])
      throw new Error(`${name} is set: only servers that the bench has started can be measured`);
  }
  // Local servers are told to compile quickly instead of well, since they live for minutes; what comes by this
  // variable has the last word.
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
