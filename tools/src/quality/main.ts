// `npm run bench:quality`: labelled streams through the pipeline, what was found held against the labels, a table.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../command-line.ts';
import { note, ProgressBar, say, sayError } from '../demo/terminal.ts';
import { quietKafkajsWarning } from '../pipeline/servers/commands/quiet-warning.ts';
import { ruleIds, withDefaults } from '../reference/thresholds.ts';
import { endInOrder, Interrupted } from '../speed/setup/interruption.ts';
import { readAmlsim } from './amlsim/read-amlsim.ts';
import { judgeAims } from './evaluate/aims.ts';
import { evaluateStreams, type Stream } from './evaluate-traffic.ts';
import { type RuleFacts, startPipelineJudge } from './judge/pipeline-judge.ts';
import { type QualityOptions, qualityHelp, readOptions } from './options.ts';
import { keepResults, keepTuning } from './report/keep-results.ts';
import { toAimsTable, toSection } from './report/page.ts';
import { toResults } from './report/results.ts';
import { toBestText, toGridText } from './report/tuning-page.ts';
import { generateDay } from './traffic/generate.ts';
import { tune } from './tune/tune.ts';

const packageFile = fileURLToPath(new URL('../../../package.json', import.meta.url));
const today = () => new Date().toISOString().slice(0, 10);

const options = optionsOrNothing();
if (options) await run(options);

async function run(given: QualityOptions): Promise<void> {
  quietKafkajsWarning();
  const ending = endInOrder();
  try {
    if (given.tune) await chooseThresholds(given, ending.signal);
    else await evaluate(given, ending);
  } catch (error) {
    sayError(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof Interrupted || ending.signal.aborted ? 130 : 1;
  } finally {
    await ending.end();
  }
}

async function evaluate(given: QualityOptions, ending: ReturnType<typeof endInOrder>): Promise<void> {
  const { run: name, byReference, rulesFolder, gate } = given;
  const { signal, onEnd } = ending;
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
  say(`\nkept in ${keepResults(results).join(', ')}`);
  if (gate && results.aims.some(({ isReached }) => !isReached)) process.exitCode = 1;
}

async function chooseThresholds(
  { run: name, seeds, transactions }: QualityOptions,
  signal: AbortSignal,
): Promise<void> {
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
  say(`\nkept in ${keepTuning({ date: today(), seeds, transactions, ...tuning }, name === 'own')}`);
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

function optionsOrNothing(): QualityOptions | undefined {
  try {
    const read = readOptions(process.argv.slice(2));
    if (!read.help) return read;
    say(qualityHelp);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    sayError(`${error.message}\nnpm run bench:quality -- --help shows what there is`);
    process.exitCode = 2;
  }
  return undefined;
}
