// `npm run test:fuzz`: sends hostile input to each target in turn, then prints a table of cases and findings.
import { randomInt } from 'node:crypto';
import { quietKafkajsWarning, UsageError } from '@ringtrace/tools';
import { guidedTargets } from './guided/targets.ts';
import { type FuzzOptions, help, readOptions } from './options.ts';
import { acceptanceTargets } from './pure/acceptance.ts';
import { recordTargets } from './pure/records.ts';
import { httpTargets } from './services/http-targets.ts';
import { schemathesisTargets } from './services/schemathesis-targets.ts';
import { type FuzzedServices, startServices } from './services/start-services.ts';
import { topicTarget } from './services/topic-target.ts';
import type { Outcome, Target } from './target.ts';

let services: FuzzedServices | undefined;
const running = () => services as FuzzedServices;
const alone = [...recordTargets, ...acceptanceTargets, ...guidedTargets];
const served = [...httpTargets(running), ...schemathesisTargets(running), topicTarget(running)];
const say = (line: string) => process.stdout.write(`${line}\n`);

quietKafkajsWarning();
const code = await main();
// Flush pipes before exiting.
process.stdout.write('', () => process.exit(code));

async function main(): Promise<number> {
  try {
    const options = readOptions(
      process.argv.slice(2),
      [...alone, ...served].map(({ name }) => name),
    );
    if (!options.help) return await fuzz(options);
    say(help);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    say(isUsage ? `${error.message}\n\n${help}` : String((error as Error).stack));
    return isUsage ? 2 : 1;
  }
}

async function fuzz(options: FuzzOptions): Promise<number> {
  const seed = options.seed ?? randomInt(1, 1e9);
  say(
    `seed ${seed}: "npm run test:fuzz -- ${options.short ? '--short ' : ''}--seed ${seed}" tries the same again\n`,
  );
  const isWanted = ({ name }: Target) => options.only.length === 0 || options.only.includes(name);
  const totals = { cases: 0, findings: 0 };
  const attempt = async (targets: Target[]) => {
    for (const target of targets) {
      const { cases, findings } = await timed(target, options, seed);
      totals.cases += cases;
      totals.findings += findings.length;
    }
  };
  await attempt(alone.filter(isWanted));
  if (served.some(isWanted)) {
    services = await startServices();
    try {
      await attempt(served.filter(isWanted));
    } finally {
      await services.stop();
    }
  }
  say(`\n${totals.cases.toLocaleString('en')} cases, ${totals.findings} findings`);
  return totals.findings === 0 ? 0 : 1;
}

async function timed(target: Target, { short, times }: FuzzOptions, seed: number): Promise<Outcome> {
  const begin = performance.now();
  const outcome = await target.run(target.cases[short ? 'short' : 'whole'] * times, seed);
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  const [cases, findings] = [outcome.cases.toLocaleString('en'), outcome.findings.length];
  say(
    `${target.name.padEnd(19)} ${cases.padStart(8)} cases ${String(findings).padStart(3)} findings ${seconds.padStart(6)} s   ${target.promise}${outcome.note ? ` (${outcome.note})` : ''}`,
  );
  for (const finding of outcome.findings) say(finding.replace(/^/gm, '    '));
  return outcome;
}
