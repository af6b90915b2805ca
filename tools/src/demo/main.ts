// `npm run demo`: the pipeline's main job on real servers, told in ten steps.
import { fileURLToPath } from 'node:url';
import { collectOutcomes } from '../pipeline/collect-outcomes.ts';
import { makeAccess } from '../pipeline/make-access.ts';
import { startBackends } from '../pipeline/servers/start-backends.ts';
import { startPipeline } from '../pipeline/start-pipeline.ts';
import { trackUsers } from '../pipeline/track-users.ts';
import { differences } from '../reference/compare-outcomes.ts';
import { firstPayment } from './first-payment.ts';
import { printIntroduction } from './print-introduction.ts';
import { printRings } from './print-rings.ts';
import { printComparison, printLatencies } from './print-summary.ts';
import { readRings } from './read-rings.ts';
import { runDemo } from './run-demo.ts';
import { fraudulent, makeTraffic, send, traceText, unexpectedEnd, untilJudged } from './steps.ts';
import { note, step } from './terminal.ts';
import { whereToGoOn } from './where-to-go-on.ts';

const logFolder = fileURLToPath(new URL('../../../.local/demo/logs', import.meta.url));
const keyFile = fileURLToPath(new URL('../../../.local/demo/api-keys', import.meta.url));

await runDemo(async (options, { signal, fail, onEnd }) => {
  const begin = new Date();

  step(1, 'Kafka, Neo4j and the trace agent start, with empty data');
  const backends = await startBackends({ instance: 'demo', fresh: true, progress: note, signal });
  onEnd('Kafka, Neo4j and the trace agent', () => backends.stop());

  step(2, 'The ingestor and the analyzer start, each as a process of its own');
  const access = makeAccess(keyFile);
  const [apiKey = ''] = access.keys;
  const environment = { DD_ENV: 'demo', ...access.environment, ...trackUsers() };
  const pipeline = await startPipeline(backends, { logFolder, environment, signal });
  onEnd('the ingestor and the analyzer', () => pipeline.stop());
  void unexpectedEnd(pipeline).then(fail);
  const { ingestor, analyzer } = pipeline;
  note(`ready: ${ingestor.url} and ${analyzer.url}`);
  note(`the API key of this run, shown once: ${apiKey}`);
  const outcomes = await collectOutcomes(backends.kafkaBrokers);
  onEnd('the reader of verdicts', () => outcomes.stop());
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
  return differences(compared);
});
