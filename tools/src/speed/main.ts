// `npm run bench`: measures, prints results beside targets, and writes them to tools/results.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Lifetime, note, runProgram, say, sayError } from '../program.ts';
import { machineFacts } from './machine/machine-facts.ts';
import { measureAccept } from './measures/accept.ts';
import { measureAllIn } from './measures/all-in.ts';
import { measureDrain } from './measures/drain.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureHotCard } from './measures/hot-card.ts';
import { measureLatency } from './measures/latency.ts';
import { measureTracing } from './measures/tracing.ts';
import { type BenchOptions, benchHelp, readOptions } from './options.ts';
import { type Measured, type Results, rowsOf, toJson, toMarkdown, toNotes, toResultTable } from './report.ts';
import { type Bench, timeLeft } from './setup/bench.ts';
import { startBench } from './setup/start-bench.ts';
import { type MeasureName, measureNames, sizes } from './sizes.ts';

const folder = fileURLToPath(new URL('../../results/', import.meta.url));

/** All measures by name. Each starts and stops what it needs. */
const measures: Record<MeasureName, { what: string; run(bench: Bench): Promise<Measured> }> = {
  growth: { what: 'cost with much and with little stored', run: measureGrowth },
  drain: { what: 'analyzer, bare driver and tutorial design in turn', run: measureDrain },
  'hot-card': { what: 'one card on 30 % of the traffic', run: measureHotCard },
  latency: { what: 'verdicts at 70 % of drain capacity', run: measureLatency },
  accept: { what: '202s against a synchronous endpoint', run: measureAccept },
  'all-in': { what: 'HTTP to verdict, all CPU counted', run: measureAllIn },
  tracing: { what: 'services with tracing off, at 10 % and at 100 %', run: measureTracing },
};

await runProgram({ command: 'npm run bench', help: benchHelp, readOptions, run });

async function run(given: BenchOptions, lifetime: Lifetime): Promise<number> {
  const began = Date.now();
  const plan = sizes[given.mode];
  let exitCode = 0;
  say(`${given.mode} run, ${timeLeft(['start', ...given.only], plan.seconds)}; Ctrl-C stops it`);
  const bench = await startBench(given, { ...lifetime, note });
  const results: Results = {
    mode: given.mode,
    startedAt: new Date(began).toISOString(),
    tookSeconds: 0,
    machine: machineFacts(bench.pids),
    settings: settingsOf(given),
    measures: {},
  };
  for (const [index, name] of given.only.entries()) {
    const left = timeLeft(given.only.slice(index), plan.seconds);
    say(`\n${index + 1}/${given.only.length} ${name}: ${measures[name].what} (${left})`);
    const again = `npm run bench -- ${given.mode === 'quick' ? '--quick ' : ''}--only ${name}`;
    const run = bench.clock.begin(given.only.slice(index))
      ? measures[name].run(bench)
      : Promise.reject(new Error(`no time left: ${again}`));
    // A failed measure does not discard the results of the others.
    results.measures[name] = await run.catch((error: Error) => {
      lifetime.signal.throwIfAborted();
      const message = /^(Timeout|Abort)Error$/.test(error.name) ? 'out of time' : error.message;
      sayError(`   ✗ ${name}: ${message}`);
      exitCode = 1;
      return { rows: [{ measure: name, value: Number.NaN, note: message }], detail: {} };
    });
  }
  results.tookSeconds = (Date.now() - began) / 1_000;
  keep(results, given);
  const rows = rowsOf(results);
  say(`\n${given.mode === 'quick' ? 'quick run: an impression, not a result\n' : ''}${toResultTable(rows)}`);
  say(toNotes(rows));
  return exitCode;
}

function keep(results: Results, { mode, only }: BenchOptions): void {
  const name = only.length === measureNames.length ? mode : 'only';
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, toJson(results));
  writeFileSync(`${folder}${name}.md`, toMarkdown(results));
  say(`\nwritten to tools/results/${name}.json and ${name}.md`);
}

function settingsOf({ mode, sampled, jvm }: BenchOptions): Record<string, unknown> {
  const { seconds: _, ...amounts } = sizes[mode];
  return {
    'traces kept': `${sampled * 100} %`,
    agent: 'a sink that answers 200 and keeps nothing, as if it ran elsewhere; its CPU is not counted',
    acknowledgements: 'all in-sync replicas, of one',
    'Java compiler': jvm,
    rules: 'all that are shipped',
    amounts,
  };
}
