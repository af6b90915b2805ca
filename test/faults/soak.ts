// Load for long, at half of what this machine can do, while parts are restarted in turn: nothing may grow.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Load } from './load.ts';
import { untilHeld } from './observe.ts';
import { lag } from './rows/records.ts';
import type { Stage } from './stage.ts';

const sampleMs = 5_000;
const samplesBetweenRestarts = 12;
const maxGrowth = 1.25;

/** The first analyzer is never restarted, so that it has the time to grow. */
const restarts: ((stage: Stage) => Promise<unknown>)[] = [
  (stage) => stage.stopAnalyzer('SIGKILL', stage.analyzers[1]).then(() => stage.startAnalyzer()),
  (stage) => stage.servers.restart('kafka'),
  (stage) => stage.restartIngestor('SIGTERM'),
  (stage) => stage.servers.restart('neo4j'),
  (stage) => stage.servers.killAndRestart('agent'),
];

export async function soak(stage: Stage, minutes: number, signal: AbortSignal) {
  await stage.startAnalyzer();
  const perSecond = Math.floor((await capacity(stage, signal)) / 2);
  const load = new Load({ ...loadOptions(stage, 'soak', signal), perSecond });
  const samples: Record<string, number>[] = [];
  const endMs = performance.now() + minutes * 60_000;
  let restarted = 0;
  while (performance.now() < endMs && !signal.aborted) {
    await wait(sampleMs, undefined, { signal }).catch(() => undefined);
    samples.push({
      ...sample(stage, 'ingestor'),
      ...sample(stage, 'analyzer'),
      lag: await lag(stage).catch(() => 0),
    });
    if (samples.length % samplesBetweenRestarts === 0) await restarts[restarted++ % restarts.length]?.(stage);
  }
  const sent = await load.stop();
  const problems = await untilHeld(stage, load, sent, signal);
  const names = Object.keys(samples[0] ?? {});
  const rows = names.map((name) =>
    thirds(
      name,
      samples.map((each) => each[name] ?? 0),
    ),
  );
  const end = `${sent.accepted.size} accepted, ${sent.unknown.length} unknown, ${problems.join('; ') || 'all judged rightly'}`;
  return {
    table: `${minutes} minutes at ${perSecond} payments a second, half of the capacity; ${restarted} restarts; ${end}.

| | first third | second third | last third | highest |
|---|---|---|---|---|
${rows.map(({ line }) => line).join('\n')}`,
    problems: [...problems, ...rows.filter(({ grows }) => grows).map(({ line }) => `grows: ${line}`)],
  };
}

const loadOptions = ({ ingestor: { url }, run }: Stage, name: string, signal: AbortSignal) => ({
  url,
  idPrefix: `${name}-${run}`,
  seed: name.length,
  signal,
});

/** Payments a second from the first request to the last verdict. */
async function capacity(stage: Stage, signal: AbortSignal): Promise<number> {
  const load = new Load(loadOptions(stage, 'warm-up', signal));
  const count = 2_000;
  await load.burst(count);
  const beginMs = performance.now();
  await load.burst(count);
  await stage.until('all verdicts', () => load.waiting(stage.outcomes).length < 100, 600_000);
  await load.stop();
  return count / ((performance.now() - beginMs) / 1_000);
}

function sample(stage: Stage, name: 'ingestor' | 'analyzer'): Record<string, number> {
  const { pid } = stage[name];
  const [, rssKb = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  const descriptors = readdirSync(`/proc/${pid}/fd`).length;
  return { [`${name}: RSS, MB`]: Number(rssKb) / 1_024, [`${name}: descriptors`]: descriptors };
}

/** The lag may be high for a moment; of everything else, the mean of the last third says whether it grows. */
function thirds(name: string, values: number[]) {
  const size = Math.ceil(values.length / 3);
  const means = [0, 1, 2].map((third) => mean(values.slice(third * size, (third + 1) * size)));
  const cells = [...means, Math.max(...values)].map((value) => value.toFixed(0));
  const [, second = 0, last = 0] = means;
  return { line: `| ${name} | ${cells.join(' | ')} |`, grows: name !== 'lag' && last > second * maxGrowth };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
