// `npm run demo`: the pipeline's main job on real servers, told in ten steps.
import { fileURLToPath } from 'node:url';
import { makeAccess, trackUsers } from '../pipeline/access.ts';
import { collectOutcomes } from '../pipeline/collect-outcomes.ts';
import { startBackends } from '../pipeline/servers/start-backends.ts';
import { startPipeline } from '../pipeline/start-services.ts';
import { type Lifetime, note, runProgram, say, sayError, untilInterrupted } from '../program.ts';
import { differences } from './compare-outcomes.ts';
import { type DemoOptions, demoHelp, readOptions } from './options.ts';
import { nextSteps, printComparison, printIntroduction, printLatencies, printRings } from './print.ts';
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

  step(1, 'Start Kafka, Neo4j and the trace agent with empty data');
  const backends = await startBackends({ instance: 'demo', fresh: true, progress: note, signal });
  onEnd(() => backends.stop(), 'Kafka, Neo4j and the trace agent');

  step(2, 'Start the ingestor and the analyzer, each in its own process');
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
  note(`the first payment was judged after ${(firstMs / 1_000).toFixed(1)} s, with everything cold`);

  step(3, 'Generate payments: ordinary ones, planted fraud, and innocent look-alikes');
  const traffic = makeTraffic(options, begin.getTime());
  note(printIntroduction(traffic));

  step(4, `Send them over HTTP, one request per transaction, ${options.rate} per second`);
  const sent = await send(traffic, ingestor.url, apiKey, options, signal);

  step(5, 'Wait for the verdicts');
  const compared = await untilJudged(traffic, sent, outcomes, signal);

  step(6, 'Rings found (accounts are tokens; only the ingestor sees account numbers)');
  const found = await readRings(analyzer.url, apiKey, begin);
  note(printRings(found.filter(({ rule }) => rule === 'ring')));

  const transactionId = fraudulent(traffic);
  step(7, `Trace of one fraudulent transaction, from request to verdict: ${transactionId}`);
  note(await traceText(backends, transactionId, signal));

  step(8, 'Latency from the moment of sending');
  note(printLatencies(sent, outcomes.verdicts));

  step(9, 'Planted and found');
  note(printComparison(compared));

  step(10, 'What to look at next');
  note(nextSteps({ backends, pipeline, logFolder, transactionId, since: begin.toISOString() }));

  const differing = differences(compared);
  for (const difference of differing) sayError(`✗ ${difference}`);
  if (differing.length === 0) say('\n✓ everything planted was found, nothing else was, nothing was lost');
  if (!options.once) {
    say('\nEverything stays up until Ctrl-C.');
    await untilInterrupted(signal);
  }
  return differing.length === 0 ? 0 : 1;
}
