// `npm run demo`: the pipeline's main job on real servers, told in ten steps.
import { fileURLToPath } from 'node:url';
import { makeAccess, trackUsers } from '../pipeline/access.ts';
import { collectOutcomes } from '../pipeline/collect-outcomes.ts';
import { startBackends } from '../pipeline/servers/start-backends.ts';
import { startPipeline } from '../pipeline/start-pipeline.ts';
import { type Lifetime, note, runProgram, say, sayError, untilInterrupted } from '../program.ts';
import { differences } from '../reference/compare-outcomes.ts';
import { type DemoOptions, demoHelp, readOptions } from './options.ts';
import { printComparison, printIntroduction, printLatencies, printRings, whereToGoOn } from './print.ts';
import {
  firstPayment,
  fraudulent,
  makeTraffic,
  readRings,
  send,
  traceText,
  unexpectedEnd,
  untilJudged,
} from './steps.ts';

const logFolder = fileURLToPath(new URL('../../../.local/demo/logs', import.meta.url));
const keyFile = fileURLToPath(new URL('../../../.local/demo/api-keys', import.meta.url));

const step = (number: number, title: string) => say(`\n${number}. ${title}`);

await runProgram({ command: 'npm run demo', help: demoHelp, readOptions, run });

async function run(options: DemoOptions, { signal, fail, onEnd }: Lifetime): Promise<number> {
  const begin = new Date();

  step(1, 'Kafka, Neo4j and the trace agent start, with empty data');
  const backends = await startBackends({ instance: 'demo', fresh: true, progress: note, signal });
  onEnd(() => backends.stop(), 'Kafka, Neo4j and the trace agent');

  step(2, 'The ingestor and the analyzer start, each as a process of its own');
  const access = makeAccess(keyFile);
  const [apiKey = ''] = access.keys;
  const environment = { DD_ENV: 'demo', ...access.environment, ...trackUsers() };
  const pipeline = await startPipeline(backends, { logFolder, environment, signal });
  onEnd(() => pipeline.stop(), 'the ingestor and the analyzer');
  void unexpectedEnd(pipeline).then(fail);
  const { ingestor, analyzer } = pipeline;
  note(`ready: ${ingestor.url} and ${analyzer.url}`);
  note(`the API key of this run, shown once: ${apiKey}`);
  const outcomes = await collectOutcomes(backends.kafkaBrokers);
  onEnd(() => outcomes.stop(), 'the reader of verdicts');
  const firstMs = await firstPayment(ingestor.url, apiKey, outcomes, signal);
  note(`a first payment was judged after ${(firstMs / 1_000).toFixed(1)} s, everything cold`);

  step(
    3,
    'A stream of payments is made: ordinary life, planted fraud, and innocent patterns that resemble it',
  );
  const traffic = makeTraffic(options, begin.getTime());
  note(printIntroduction(traffic));

  step(4, `It is sent over HTTP, a request per transaction, ${options.rate} per second`);
  const sent = await send(traffic, ingestor.url, apiKey, options, signal);

  step(5, 'The analyzer judges it');
  const compared = await untilJudged(traffic, sent, outcomes, signal);

  step(6, 'Rings found (accounts are tokens: after the ingestor nobody knows their names)');
  const found = await readRings(analyzer.url, apiKey, begin);
  note(printRings(found.filter(({ rule }) => rule === 'ring')));

  const transactionId = fraudulent(traffic);
  step(7, `One fraudulent transaction, from its request to its verdict: ${transactionId}`);
  note(await traceText(backends, transactionId, signal));

  step(8, 'How long it took, from the moment of sending');
  note(printLatencies(sent, outcomes.verdicts));

  step(9, 'Planted and found');
  note(printComparison(compared));

  step(10, 'Where to go on');
  note(whereToGoOn({ backends, pipeline, logFolder, transactionId, since: begin.toISOString() }));

  const differing = differences(compared);
  for (const difference of differing) sayError(`✗ ${difference}`);
  if (differing.length === 0) say('\n✓ everything planted was found, nothing else was, nothing was lost');
  if (!options.once) {
    say('\nEverything stays up until Ctrl-C.');
    await untilInterrupted(signal);
  }
  return differing.length === 0 ? 0 : 1;
}
