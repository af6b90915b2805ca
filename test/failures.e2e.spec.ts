// Breaks each part while transactions flow. What must still hold: accepted = verdicts, and every verdict matches its label.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BackendName,
  type Backends,
  collectOutcomes,
  generateTraffic,
  type Outcomes,
  type Pipeline,
  readSpans,
  type Service,
  sendStream,
  startBackends,
  startPipeline,
  startService,
  type Traffic,
  waitUntil,
} from '@ringtrace/tools';

const run = randomBytes(3).toString('hex');
const logFolder = fileURLToPath(new URL(`../.local/test-logs/failures-${run}`, import.meta.url));
// Each stream gets its own day: streams share accounts and cards, and must not share a rule's window.
const trafficOf = (name: string, day: number) =>
  generateTraffic({
    seed: day,
    transactions: 300,
    startAtMs: Date.now() - day * 86_400_000,
    idPrefix: `${name}-${run}`,
  });

let kafka: Backends;
let neo4j: Backends;
let agent: Backends;
let pipeline: Pipeline;
let ingestor: Service;
let analyzer: Service;
let outcomes: Outcomes;

const tokenKey = randomBytes(32).toString('base64');
const environment = () => ({
  ...kafka.environment,
  ...neo4j.environment,
  ...agent.environment,
  // Tokens must stay the same when an ingestor is restarted.
  TOKEN_KEY: tokenKey,
  AUTH_MODE: 'none',
  RATE_LIMIT_PER_MINUTE: '0',
});
const startAnalyzer = () => startService('analyzer', { logFolder, environment: environment() });
// Each server is an instance of its own, so that it can be stopped and started again with its data.
const startOnly = (name: BackendName) =>
  startBackends({ instance: `failures-${name}-${run}`, only: [name], own: true });

beforeAll(async () => {
  [kafka, neo4j, agent] = await Promise.all([startOnly('kafka'), startOnly('neo4j'), startOnly('agent')]);
  pipeline = await startPipeline(
    { kafkaBrokers: kafka.kafkaBrokers, environment: {} },
    { logFolder, environment: environment() },
  );
  ({ ingestor, analyzer } = pipeline);
  outcomes = await collectOutcomes(kafka.kafkaBrokers);
}, 240_000);

afterAll(async () => {
  await outcomes?.stop();
  await ingestor?.stop();
  await analyzer?.stop();
  await pipeline?.stop();
  await Promise.all([kafka, neo4j, agent].map((backends) => backends?.stop({ removeData: true })));
}, 90_000);

async function send(traffic: Traffic, concurrency: number) {
  const sent = await sendStream({ url: ingestor.url, requests: traffic.requests, concurrency });
  expect([sent.refused, sent.unknown]).toEqual([[], []]);
}

async function expectAllJudgedRightly(traffic: Traffic): Promise<void> {
  const right = () =>
    [...traffic.labels].filter(
      ([id, label]) => outcomes.verdicts.get(id)?.verdict.decision === label.decision,
    );
  await outcomes.waitFor(() => right().length === traffic.labels.size, {
    timeoutMs: 90_000,
    what: `${traffic.labels.size} right verdicts`,
  });
  expect([...outcomes.deadLetters.values()]).toEqual([]);
}

const judgedOf = (traffic: Traffic) =>
  [...traffic.labels.keys()].filter((id) => outcomes.verdicts.has(id)).length;

/** What `helm test` runs, here against local processes. */
const smokeTest = (timeoutMs: number) => {
  const program = fileURLToPath(new URL('../services/ingestor/dist/smoke.js', import.meta.url));
  const urls = { INGESTOR_URL: ingestor.url, ANALYZER_URL: analyzer.url };
  const { status, stdout } = spawnSync(process.execPath, [program], {
    env: { ...process.env, ...urls, SMOKE_TIMEOUT_MS: `${timeoutMs}` },
    encoding: 'utf8',
  });
  return { status, stdout };
};

describe('the smoke test of an installation', () => {
  it('passes when both services are healthy', () => {
    expect(smokeTest(30_000)).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^accepted: smoke-.*\njudged: approve\n$/),
    });
  }, 60_000);
});

describe('an analyzer that is killed mid-stream', () => {
  it('loses nothing, and judges correctly after a restart', async () => {
    const traffic = trafficOf('kill', 1);
    const sending = send(traffic, 5);
    await waitUntil(() => judgedOf(traffic) > 20, { timeoutMs: 60_000, what: 'work under way', everyMs: 10 });
    // when it is killed without a graceful shutdown
    await analyzer.stop('SIGKILL');
    const before = judgedOf(traffic);
    analyzer = await startAnalyzer();
    await sending;
    // then
    expect(before).toBeLessThan(traffic.labels.size);
    await expectAllJudgedRightly(traffic);
  }, 240_000);
});

describe('a database that is down', () => {
  it('pauses progress without dead letters; everything is judged once it is back', async () => {
    const traffic = trafficOf('database', 2);
    await neo4j.stop();
    const ready = async () => (await fetch(`${analyzer.url}/health/ready`)).status;
    await waitUntil(async () => (await ready()) === 503, {
      timeoutMs: 30_000,
      what: 'the analyzer to be not ready',
    });
    expect((await fetch(`${analyzer.url}/health/live`)).status).toBe(200);
    // when transactions arrive anyway
    await send(traffic, 10);
    expect(smokeTest(1_000)).toEqual({
      status: 1,
      stdout: expect.stringContaining('failed: no verdict in 1 s'),
    });
    const tries = () => readFileSync(analyzer.logFile, 'utf8').split('"failure":"transient"').length;
    const triesBefore = tries();
    await waitUntil(() => tries() > triesBefore + 3, {
      timeoutMs: 60_000,
      what: 'the analyzer to have tried',
    });
    expect([judgedOf(traffic), outcomes.deadLetters.size]).toEqual([0, 0]);
    // then
    neo4j = await startOnly('neo4j');
    await expectAllJudgedRightly(traffic);
  }, 300_000);
});

describe('a broker that goes down and comes back', () => {
  it('makes the ingestor answer 503; everything is judged once it is back', async () => {
    const traffic = trafficOf('broker', 4);
    const sending = sendStream({
      url: ingestor.url,
      requests: traffic.requests,
      ratePerSecond: 30,
      giveUpAfterMs: 120_000,
    });
    await waitUntil(() => judgedOf(traffic) > 20, { timeoutMs: 60_000, what: 'work under way', everyMs: 10 });
    await kafka.stop();
    // when a client sends during the outage
    const answer = await fetch(`${ingestor.url}/v1/transactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(traffic.requests.at(-1)),
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect((await fetch(`${ingestor.url}/health/ready`)).status).toBe(503);
    // then both services reconnect by themselves
    kafka = await startOnly('kafka');
    const sent = await sending;
    expect([sent.refused, sent.unknown]).toEqual([[], []]);
    await expectAllJudgedRightly(traffic);
  }, 300_000);
});

describe('an ingestor that is killed mid-stream', () => {
  it('leaves requests unanswered; after a resend with the same ids, each is judged once', async () => {
    const traffic = trafficOf('ingestor', 5);
    const sending = sendStream({ url: ingestor.url, requests: traffic.requests, ratePerSecond: 60 });
    await waitUntil(() => judgedOf(traffic) > 20, { timeoutMs: 60_000, what: 'work under way', everyMs: 10 });
    await ingestor.stop('SIGKILL');
    const port = Number(new URL(ingestor.url).port);
    ingestor = await startService('ingestor', { logFolder, environment: environment(), port });
    // then
    const sent = await sending;
    expect([sent.refused, sent.unknown]).toEqual([[], []]);
    expect([...sent.accepted.values()].some(({ tries }) => tries > 1)).toBe(true);
    await expectAllJudgedRightly(traffic);
  }, 240_000);
});

describe('SIGTERM', () => {
  it('lets both processes finish their work and deliver their last spans', async () => {
    const traffic = trafficOf('sigterm', 3);
    await send(traffic, 20);
    const [last] = traffic.requests.slice(-1);
    // when both get SIGTERM at the same time, with verdicts still pending
    const exits = await Promise.all([ingestor.stop('SIGTERM', 30_000), analyzer.stop('SIGTERM', 30_000)]);
    expect(exits.map((exit) => exit.code)).toEqual([0, 0]);
    // then the span of every request has arrived, and for each published verdict the spans that led to it
    const spans = await readSpans(agent.agentUrl);
    const accepted = spans.filter((span) => span.name === 'kafka.produce' && span.service === 'ingestor');
    const requests = new Set(
      spans.filter((span) => span.name === 'fastify.request').map((span) => span.traceId),
    );
    expect(accepted.filter((span) => !requests.has(span.traceId))).toEqual([]);
    expect(accepted.length).toBeGreaterThanOrEqual(1_200);
    const consumed = new Set(
      spans.filter((span) => span.name === 'kafka.consume').map((span) => span.tags['transaction.id']),
    );
    const judged = [...traffic.labels.keys()].filter((id) => outcomes.verdicts.has(id));
    expect(judged.filter((id) => !consumed.has(id))).toEqual([]);
    // and the next analyzer judges the rest
    analyzer = await startAnalyzer();
    await expectAllJudgedRightly(traffic);
    expect(outcomes.verdicts.has(last?.id ?? '')).toBe(true);
  }, 240_000);
});
