// `npm run bench`: measures, prints a table beside what we want to reach, and keeps it in tools/results.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../command-line.ts';
import { say, sayError } from '../demo/terminal.ts';
import { quietKafkajsWarning } from '../pipeline/servers/commands/quiet-warning.ts';
import { machineFacts } from './machine/machine-facts.ts';
import { measures } from './measures/measures.ts';
import { type BenchOptions, benchHelp, readOptions } from './options.ts';
import { type Results, rowsOf, toJson, toMarkdown } from './report/results.ts';
import { toNotes, toTable } from './report/table.ts';
import { endInOrder, Interrupted } from './setup/interruption.ts';
import { startBench } from './setup/start-bench.ts';
import { measureNames, sizes } from './sizes.ts';
import { timeLeft } from './time-left.ts';

const folder = fileURLToPath(new URL('../../results/', import.meta.url));

const options = optionsOrNothing();
if (options) await run(options);

async function run(given: BenchOptions): Promise<void> {
  quietKafkajsWarning();
  const ending = endInOrder();
  const began = Date.now();
  const note = (text: string) => say(`   ${text}`);
  const plan = sizes[given.mode];
  try {
    say(`${given.mode} run, ${timeLeft(['start', ...given.only], plan.seconds)}; Ctrl-C ends it`);
    const bench = await startBench(given, { ...ending, note });
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
      const run = bench.clock.begin(given.only.slice(index))
        ? measures[name].run(bench)
        : Promise.reject(
            new Error(
              `no time left: npm run bench -- ${given.mode === 'quick' ? '--quick ' : ''}--only ${name}`,
            ),
          );
      // One that fails does not take the others' results with it.
      results.measures[name] = await run.catch((error: Error) => {
        ending.signal.throwIfAborted();
        const message = /^(Timeout|Abort)Error$/.test(error.name) ? 'out of time' : error.message;
        sayError(`   ✗ ${name}: ${message}`);
        process.exitCode = 1;
        return { rows: [{ measure: name, value: Number.NaN, note: message }], detail: {} };
      });
    }
    results.tookSeconds = (Date.now() - began) / 1_000;
    keep(results, given);
    say(`\n${given.mode === 'quick' ? 'quick run: a look, not a result\n' : ''}${toTable(rowsOf(results))}`);
    say(toNotes(rowsOf(results)));
  } catch (error) {
    sayError(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof Interrupted || ending.signal.aborted ? 130 : 1;
  } finally {
    await ending.end();
  }
}

function keep(results: Results, { mode, only }: BenchOptions): void {
  const name = only.length === measureNames.length ? mode : 'only';
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, toJson(results));
  writeFileSync(`${folder}${name}.md`, toMarkdown(results));
  say(`\nkept in tools/results/${name}.json and ${name}.md`);
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

function optionsOrNothing(): BenchOptions | undefined {
  try {
    const read = readOptions(process.argv.slice(2));
    if (!read.help) return read;
    say(benchHelp);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    sayError(`${error.message}\nnpm run bench -- --help shows what there is`);
    process.exitCode = 2;
  }
  return undefined;
}
