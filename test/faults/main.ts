// `npm run test:faults`: injects each fault while payments flow, then checks what must hold after any fault.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateTraffic, quietKafkajsWarning, sendStream, UsageError, waitUntil } from '@ringtrace/tools';
import { type FaultOptions, help, readOptions } from './options.ts';
import { type FaultRow, faultRows } from './rows.ts';
import { Stage } from './stage.ts';

const perSecond = 20;
const judgedBeforeFault = 20;
const recoveryTimeoutMs = 180_000;
const interruptedCode = 130;
const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
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
    if (options.help) say(help);
    else if (options.list) for (const { name, injected } of faultRows) say(`${name.padEnd(36)} ${injected}`);
    else return await injectAll(options);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    say(isUsage ? `${error.message}\n\n${help}` : String((error as Error).stack));
    return isUsage ? 2 : 1;
  }
}

async function injectAll({ only, write }: FaultOptions): Promise<number> {
  const rows = faultRows.filter(({ name }) => only.length === 0 || only.includes(name));
  const stage = new Stage();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const { signal } = interrupted;
  const table = ['| fault | injected | observed | recovery |', '|---|---|---|---|'];
  let held = 0;
  let injected = 0;
  try {
    await stage.start();
    say(table.join('\n'));
    for (const [index, row] of rows.entries()) {
      const result = await inject(row, index + 1, stage, signal).catch((error: Error) => ({
        observed: 'nothing',
        problems: [error.message],
        recovery: '-',
      }));
      if (signal.aborted) break;
      const { observed, problems, recovery } = result;
      injected++;
      if (problems.length === 0) held++;
      const line = `| ${row.name} | ${row.injected} | ${[observed, ...problems].join('; ')} | ${recovery} |`;
      say(line);
      table.push(line);
    }
    if (write && !signal.aborted) writeTable(table.join('\n'));
  } finally {
    await stage.stop();
  }
  const rest = injected < rows.length ? `, ${rows.length - injected} not injected: interrupted` : '';
  say(`\n${held} of ${injected} faults held${rest}`);
  if (signal.aborted) return interruptedCode;
  return held === rows.length ? 0 : 1;
}

/** Replaces the table of the page, which stands between two comments. */
function writeTable(table: string): void {
  const [before, after] = readFileSync(page, 'utf8').split(
    /(?<=<!-- table -->\n)[\s\S]*(?=<!-- end of table -->)/,
  );
  writeFileSync(page, `${before}${table}\n${after}`);
}

/** Recovery counts from the end of the fault, or of the stream if that ends later, to the last right verdict. */
async function inject(row: FaultRow, day: number, stage: Stage, signal: AbortSignal) {
  // Each stream has a day of its own: streams share accounts and cards, and must not share the window of a rule.
  const traffic = generateTraffic({
    seed: day,
    transactions: perSecond * row.loadSeconds,
    startAtMs: Date.now() - day * 86_400_000,
    idPrefix: `${row.name.replaceAll(/[^a-z]+/g, '-')}-${stage.run}`,
  });
  const sending = sendStream({
    url: stage.ingestor.url,
    requests: traffic.requests,
    ratePerSecond: perSecond,
    giveUpAfterMs: 120_000,
    signal,
  });
  const judged = () => traffic.requests.filter(({ id }) => stage.outcomes.verdicts.has(id)).length;
  await waitUntil(() => judged() >= judgedBeforeFault, {
    timeoutMs: 120_000,
    what: `${judgedBeforeFault} verdicts before the fault`,
    signal,
  });
  await row.inject(stage, traffic);
  const sent = await sending;
  const beginMs = performance.now();
  let problems: string[] = [];
  const held = async () => {
    problems = await stage.violations(traffic, sent);
    return problems.length === 0;
  };
  await waitUntil(held, {
    timeoutMs: recoveryTimeoutMs,
    what: 'every promise to hold',
    everyMs: 250,
    signal,
  }).catch(() => undefined);
  return {
    observed: `${sent.accepted.size} accepted, ${sent.unknown.length} unknown, ${sent.refused.length} refused, ${judged()} judged`,
    problems: sent.refused.length > 0 ? [...problems, `refused: ${sent.refused[0]?.body}`] : problems,
    recovery: `${((performance.now() - beginMs) / 1_000).toFixed(1)} s`,
  };
}
