// `npm run test:faults`: injects each fault while payments flow, then checks what must hold after any fault.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { quietKafkajsWarning, UsageError } from '@ringtrace/tools';
import { type FaultOptions, help, readOptions } from './options.ts';
import { type FaultRow, inject, type Result } from './row.ts';
import { faultRows } from './rows/index.ts';
import { soak } from './soak.ts';
import { Stage, type StageKind } from './stage.ts';

const interruptedCode = 130;
const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const plain: StageKind = {};
const say = (line: string) => process.stdout.write(`${line}\n`);

quietKafkajsWarning();
const code = await main();
// Flush pipes before exiting.
process.stdout.write('', () => process.exit(code));

async function main(): Promise<number> {
  try {
    const options = readOptions(
      process.argv.slice(2),
      faultRows.map(({ name }) => name),
    );
    const rows = faultRows.filter(
      ({ name, quick }) =>
        (options.only.length === 0 || options.only.includes(name)) && (!options.quick || quick),
    );
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    if (options.help) say(help);
    else if (options.list) for (const { name, injected } of rows) say(`${name.padEnd(36)} ${injected}`);
    else if (options.soakMinutes)
      return await soakAndReport(options.soakMinutes, options, interrupted.signal);
    else return await injectAll(rows, options, interrupted.signal);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    say(isUsage ? `${error.message}\n\n${help}` : String((error as Error).stack));
    return isUsage ? 2 : 1;
  }
}

async function injectAll(rows: FaultRow[], { write }: FaultOptions, signal: AbortSignal): Promise<number> {
  const table: string[] = [];
  const print = (line: string) => {
    say(line);
    table.push(line);
  };
  print('| fault | injected | observed | recovery |\n|---|---|---|---|');
  let stage: Stage | undefined;
  let held = 0;
  let notRun = 0;
  try {
    for (const [index, row] of rows.entries()) {
      const { name, injected, kind = plain } = row;
      const reason = row.cannotRun?.();
      if (reason !== undefined) {
        notRun++;
        print(`| ${name} | ${injected} | **not run**: ${reason} | - |`);
        continue;
      }
      if (stage?.kind !== kind) {
        await stage?.stop();
        stage = new Stage(kind);
        await stage.start();
      }
      const { observed, problems, recovery }: Result = await inject(row, stage, index + 1, signal);
      if (signal.aborted) break;
      if (problems.length === 0) held++;
      const broken = problems.length > 0 ? [`**broken**: ${problems.join('; ')}`] : [];
      print(`| ${name} | ${injected} | ${[observed, ...broken].join('; ')} | ${recovery} |`);
      if (problems.length > 0) {
        // What it left behind must not count against the next fault.
        await stage.stop();
        stage = undefined;
      }
    }
    if (write && !signal.aborted) writeBetween('table', table.join('\n'));
  } finally {
    await stage?.stop();
  }
  say(`\n${notRun > 0 ? `${notRun} cannot run on this machine, ` : ''}${held} of ${rows.length} faults held`);
  if (signal.aborted) return interruptedCode;
  return held + notRun === rows.length ? 0 : 1;
}

async function soakAndReport(minutes: number, { write }: FaultOptions, signal: AbortSignal): Promise<number> {
  const stage = new Stage(plain);
  try {
    await stage.start();
    const { table, problems } = await soak(stage, minutes, signal);
    say(`\n${table}\n`);
    for (const problem of problems) say(problem);
    if (write && !signal.aborted) writeBetween('soak', table);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await stage.stop();
  }
}

/** Replaces what stands between two comments of the page. */
function writeBetween(name: string, text: string): void {
  const [before, after] = readFileSync(page, 'utf8').split(
    new RegExp(`(?<=<!-- ${name} -->\\n)[\\s\\S]*(?=<!-- end of ${name} -->)`),
  );
  writeFileSync(page, `${before}${text}\n${after}`);
}
