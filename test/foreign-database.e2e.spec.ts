// Something else than Neo4j answers at the database's address while payments flow. Nothing becomes a dead letter, and
// everything is judged once the database answers again.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  collectOutcomes,
  FaultyProxy,
  generateTraffic,
  type Outcomes,
  type Pipeline,
  sendStream,
  startBackends,
  startPipeline,
  waitUntil,
} from '@ringtrace/tools';
import { foreignAnswers, inTurn } from '../libs/traced-neo4j/src/foreign-answers.fixture.ts';

const run = randomBytes(3).toString('hex');
const logFolder = fileURLToPath(new URL(`../.local/test-logs/foreign-${run}`, import.meta.url));

let backends: Backends;
let proxy: FaultyProxy;
let pipeline: Pipeline;
let outcomes: Outcomes;

beforeAll(async () => {
  backends = await startBackends({ instance: `foreign-${run}`, only: ['kafka', 'neo4j'] });
  proxy = await FaultyProxy.inFrontOf(backends.neo4j.uri);
  const environment = { NEO4J_URI: proxy.uri };
  pipeline = await startPipeline(backends, { logFolder, environment });
  outcomes = await collectOutcomes(backends.kafkaBrokers);
}, 240_000);

afterAll(async () => {
  await outcomes?.stop();
  await pipeline?.stop();
  await proxy?.close();
  await backends?.stop({ removeData: true });
}, 90_000);

it('no payment becomes a dead letter while something else answers, and all are judged afterwards', async () => {
  const traffic = generateTraffic({
    seed: 7,
    transactions: 300,
    startAtMs: Date.now() - 86_400_000,
    idPrefix: `foreign-${run}`,
  });
  const judged = () => [...traffic.labels.keys()].filter((id) => outcomes.verdicts.has(id)).length;
  const sending = sendStream({ url: pipeline.ingestor.url, requests: traffic.requests, ratePerSecond: 60 });
  await waitUntil(() => judged() > 20, { timeoutMs: 60_000, what: 'work under way', everyMs: 10 });
  // when every connection gets another answer, until each answer was met
  let connections = 0;
  const answers = inTurn(foreignAnswers.map(([, answer]) => answer));
  proxy.answerWith((database) => {
    connections += 1;
    return answers(database);
  });
  await waitUntil(() => connections > 2 * foreignAnswers.length, { timeoutMs: 120_000, what: 'all answers' });
  const failures = () => readFileSync(pipeline.analyzer.logFile, 'utf8').match(/"failure":"\w+"/g) ?? [];
  expect(judged()).toBeLessThan(traffic.labels.size);
  proxy.answerWith();
  // then
  const sent = await sending;
  expect([sent.refused, sent.unknown]).toEqual([[], []]);
  await outcomes.waitFor(() => judged() === traffic.labels.size, { timeoutMs: 90_000, what: 'all verdicts' });
  const wrong = [...traffic.labels].filter(
    ([id, { decision }]) => outcomes.verdicts.get(id)?.verdict.decision !== decision,
  );
  expect({ wrong, deadLetters: [...outcomes.deadLetters.keys()] }).toEqual({ wrong: [], deadLetters: [] });
  expect(new Set(failures())).toEqual(new Set(['"failure":"transient"']));
}, 300_000);
