// `npm run test:simulation`: see options.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { UsageError } from '@ringtrace/tools';
import type { Outcome } from './history.ts';
import { help, readOptions, type SimulationOptions } from './options.ts';
import { type PlantedBug, plantedBugs } from './planted/bugs.ts';
import { onAllProcessors, runThread } from './threads.ts';

/** Each planted bug has to be caught within so many histories. */
const maxHistoriesPerBug = 2_000;
const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const progressIntervalMs = 10_000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const count = (number: number) => number.toLocaleString('en', { maximumFractionDigits: 0 });
const processors = availableParallelism();

const code = await main();
// Flush pipes before exiting.
process.stdout.write('', () => process.exit(code));

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) say(help);
    else return options.planted ? await catchPlanted(options) : await simulate(options);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    say(isUsage ? `${error.message}\n\n${help}` : String((error as Error).stack ?? error));
    return isUsage ? 2 : 1;
  }
}

async function simulate({ from, to, trace }: SimulationOptions): Promise<number> {
  const totals = { histories: 0, broken: 0, stale: 0, requests: 0, virtualMs: 0 };
  const beginMs = performance.now();
  const onOutcome = ({ seed, violations, stale, requests, virtualMs }: Outcome) => {
    totals.histories++;
    totals.requests += requests;
    totals.virtualMs += virtualMs;
    if (stale.length > 0) totals.stale++;
    if (violations.length === 0) return;
    totals.broken++;
    say(`seed ${seed}: ${violations.join('; ')}`);
    if (!trace) say(`         npm run test:simulation -- --seed ${seed} --trace`);
  };
  const progress = setInterval(() => {
    process.stderr.write(`${count(totals.histories)} of ${count(to - from)} histories\n`);
  }, progressIntervalMs);
  const step = Math.min(processors, to - from);
  const threads = Array.from({ length: step }, (_, index) => () => {
    const input = { from: from + index, to, step, isTraced: trace, isFirstOnly: false };
    return runThread(input, { onOutcome, onLine: say });
  });
  await onAllProcessors(processors, threads).finally(() => clearInterval(progress));
  say(
    `${count(totals.histories)} histories, ${count(totals.requests)} requests, ${count(totals.virtualMs / 3_600_000)} hours of virtual time, ${count((performance.now() - beginMs) / 1_000)} s`,
  );
  say(`${count(totals.broken)} broke a promise`);
  say(
    `${count(totals.stale)} ended with an older verdict that was published when nobody waited for it any more: a known gap`,
  );
  return totals.broken === 0 ? 0 : 1;
}

async function catchPlanted({ write }: SimulationOptions): Promise<number> {
  const rows = new Map<PlantedBug, string>();
  let caught = 0;
  const tasks = plantedBugs.map((bug) => async () => {
    let found: Outcome | undefined;
    const input = {
      from: 1,
      to: 1 + maxHistoriesPerBug,
      step: 1,
      isTraced: false,
      isFirstOnly: true,
      patch: bug,
    };
    await runThread(input, {
      onOutcome: (outcome) => {
        if (outcome.violations.length > 0) found = outcome;
      },
    });
    if (found) caught++;
    const file = bug.file.split('/').at(-1);
    rows.set(
      bug,
      `| ${bug.name} | ${file} | ${found?.seed ?? 'not caught'} | ${found?.violations[0] ?? '-'} |`,
    );
    say(rows.get(bug) as string);
  });
  await onAllProcessors(processors, tasks);
  say(`\n${caught} of ${plantedBugs.length} planted bugs caught`);
  if (write) writeTable([...plantedBugs].map((bug) => rows.get(bug) as string));
  return caught === plantedBugs.length ? 0 : 1;
}

function writeTable(rows: string[]): void {
  const table = ['| planted bug | in | caught by seed | as |', '|---|---|---|---|', ...rows].join('\n');
  const [before, after] = readFileSync(page, 'utf8').split(
    /(?<=<!-- planted -->\n)[\s\S]*(?=<!-- end of planted -->)/,
  );
  writeFileSync(page, `${before}${table}\n${after}`);
}
