// `npm run bench:quality`: runs labelled streams through the pipeline and compares findings with labels.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Lifetime, note, ProgressBar, runProgram, say } from '../program.ts';
import { ruleIds, withDefaults } from '../reference/thresholds.ts';
import { generateDay, type LabelledTraffic } from '../traffic/labelled/generate-day.ts';
import { readAmlsim } from './amlsim/read-amlsim.ts';
import { addCounts, type Counts, countOutcome } from './evaluate/counts.ts';
import { judgeAims } from './evaluate/scores.ts';
import { judgeByReference } from './judge/judgement.ts';
import { type PipelineJudge, type RuleFacts, startPipelineJudge } from './judge/pipeline-judge.ts';
import { type QualityOptions, qualityHelp, readOptions } from './options.ts';
import { keepResults, keepTuning } from './report/keep-results.ts';
import { toAimsTable, toBestText, toGridText, toResults, toSection } from './report/page.ts';
import { tune } from './tune.ts';

const packageFile = fileURLToPath(new URL('../../../package.json', import.meta.url));
const today = () => new Date().toISOString().slice(0, 10);

await runProgram({
  command: 'npm run bench:quality',
  help: qualityHelp,
  readOptions,
  run: (given, lifetime) => (given.tune ? chooseThresholds(given, lifetime) : evaluate(given, lifetime)),
});

async function evaluate(given: QualityOptions, { signal, onEnd }: Lifetime): Promise<number> {
  const { run: name, byReference, rulesFolder, gate } = given;
  const streams = await streamsOf(given);
  const pipeline = byReference ? undefined : await startPipelineJudge({ rulesFolder, signal, note, onEnd });
  const { counts, flaggedDifferently } = await evaluateStreams(streams, pipeline, { note, signal });
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const results = toResults(
    {
      run: name,
      date: today(),
      version,
      judgedBy: pipeline ? 'pipeline' : 'reference model',
      seeds: given.csvFolder === undefined ? given.seeds : [],
      rules: pipeline?.rules ?? definedRules(),
      flaggedDifferently: rulesFolder === undefined ? flaggedDifferently : null,
    },
    counts,
  );
  say(`\n${toSection(results)}`);
  say(`\nwritten to ${keepResults(results).join(', ')}`);
  return gate && results.aims.some(({ isReached }) => !isReached) ? 1 : 0;
}

async function chooseThresholds(
  { run: name, seeds, transactions }: QualityOptions,
  { signal }: Lifetime,
): Promise<number> {
  say(
    `Trying thresholds on days ${seeds[0]} to ${seeds.at(-1)}, ${transactions.toLocaleString('en')} transactions each`,
  );
  const days = seeds.map((seed) => generateDay({ seed, transactions }));
  let bar: ProgressBar | undefined;
  const tuning = await tune(days, (done, of) => {
    signal.throwIfAborted();
    bar ??= new ProgressBar('tried', of);
    bar.update(done);
  });
  say(`\n${toGridText(tuning)}\n\n${toBestText(tuning)}`);
  say(`\nAll of them together, on the same days\n${toAimsTable({ aims: judgeAims(tuning.together) })}`);
  say(`\nwritten to ${keepTuning({ date: today(), seeds, transactions, ...tuning }, name === 'own')}`);
  return 0;
}

function streamsOf({ csvFolder, compress, seeds, transactions }: QualityOptions): Stream[] {
  if (csvFolder !== undefined)
    return [{ name: 'the files', make: () => readAmlsim(csvFolder, { compress }) }];
  return seeds.map((seed) => ({
    name: `day ${seed}`,
    make: async () => generateDay({ seed, transactions }),
  }));
}

function definedRules(): RuleFacts[] {
  const thresholds = withDefaults();
  return ruleIds.map((id) => ({ id, version: 0, mode: 'live', parameters: { ...thresholds[id] } }));
}

interface Stream {
  name: string;
  make(): Promise<LabelledTraffic>;
}

interface Outcome {
  counts: Counts;
  /** Null without a pipeline. */
  flaggedDifferently: number | null;
}

/**
 * Judges the streams one after the other and sums the counts. Uses the reference model if there is no `pipeline`. Keeps one
 * stream in memory at a time.
 */
async function evaluateStreams(
  streams: readonly Stream[],
  pipeline: PipelineJudge | undefined,
  { note, signal }: { note(text: string): void; signal: AbortSignal },
): Promise<Outcome> {
  const counts: Counts[] = [];
  let differences = 0;
  for (const { name, make } of streams) {
    signal.throwIfAborted();
    const traffic = await make();
    note(`${name}: ${traffic.requests.length.toLocaleString('en')} transactions`);
    const expected = judgeByReference(traffic.requests);
    const judgement = (await pipeline?.judge(traffic.requests)) ?? expected;
    differences += traffic.requests.filter(
      ({ id }) => judgement.flagged.has(id) !== expected.flagged.has(id),
    ).length;
    counts.push(countOutcome(traffic, judgement));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { counts: addCounts(counts), flaggedDifferently: pipeline ? differences : null };
}
