// Dead letters of a running pipeline: listed, and after the cause is mended replayed to one verdict each, through a kill of
// the tool. Both traces link to each other. Payments that ended nowhere are found and repaired.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { analyzerGroup, type TransactionRequest, topics } from '@ringtrace/contracts';
import {
  type Backends,
  collectOutcomes,
  type Outcomes,
  type Pipeline,
  poisonRecords,
  type ReceivedSpan,
  readSpans,
  type Service,
  sendStream,
  startBackends,
  startPipeline,
  startService,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import neo4j from 'neo4j-driver';

const run = randomBytes(3).toString('hex');
const root = fileURLToPath(new URL('..', import.meta.url));
const poison = poisonRecords(`dlq-${run}-poison`).filter(({ name }) =>
  ['malformed-json', 'unknown-version'].includes(name),
);
/** All with the same amount, which the database will refuse. */
const requests = Array.from(
  { length: 13 },
  (_, index): TransactionRequest => ({
    id: `dlq-${run}-${index}`,
    occurredAt: new Date(Date.now() - (index + 1) * 86_400_000).toISOString(),
    amountMinor: 4_321,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: `payer-${run}-${index}` },
    payee: { accountId: `payee-${run}-${index}` },
  }),
);

let backends: Backends;
let pipeline: Pipeline;
let outcomes: Outcomes;
let restarted: Service | undefined;
const logFolder = `${root}.local/test-logs/dead-letters-${run}`;

beforeAll(async () => {
  backends = await startBackends({ instance: `dlq-${run}` });
  pipeline = await startPipeline(backends, { logFolder });
  outcomes = await collectOutcomes(backends.kafkaBrokers);
  // given a database that refuses all but one of the payments, and records that no correct producer writes
  await inDatabase('CREATE CONSTRAINT test_refusal FOR (t:Transaction) REQUIRE t.amountMinor IS UNIQUE');
  const sent = await sendStream({ url: pipeline.ingestor.url, requests });
  expect([sent.refused, sent.unknown]).toEqual([[], []]);
  await produce(poison);
  await outcomes.waitFor(
    ({ verdicts, deadLetters }) =>
      verdicts.size === 1 && deadLetters.size === requests.length - 1 + poison.length,
    { timeoutMs: 120_000, what: 'one verdict, and the rest as dead letters' },
  );
}, 300_000);

afterAll(async () => {
  await outcomes?.stop();
  await restarted?.stop();
  await pipeline?.stop();
  await backends?.stop({ removeData: true });
}, 60_000);

async function inDatabase(statement: string): Promise<void> {
  const { uri, user, password } = backends.neo4j;
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  await driver.executeQuery(statement);
  await driver.close();
}

async function produce(messages: typeof poison): Promise<void> {
  const brokers = backends.kafkaBrokers.split(',');
  const producer = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: topics.transactions, messages });
  await producer.disconnect();
}

function startCommand(words: string[], program = 'main.js') {
  const file = `services/dead-letters/dist/${program}`;
  return spawn(process.execPath, ['--import', '@ringtrace/telemetry/start', file, ...words], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      DD_ENV: 'local',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      ...backends.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function dlq(words: string[], program?: string) {
  const child = startCommand([...words, '--json'], program);
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (out === '') throw new Error(errors);
  return JSON.parse(out);
}

const reconcile = (...words: string[]) =>
  dlq(['--since', '1h', '--until', '0s', ...words], 'reconcile/main.js');

/** As if everything on the topic had been judged. */
async function commitAll(): Promise<void> {
  const brokers = backends.kafkaBrokers.split(',');
  const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const topic = topics.transactions;
  const ends = await admin.fetchTopicOffsets(topic);
  const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
  await admin.setOffsets({ groupId: analyzerGroup, topic, partitions });
  await admin.disconnect();
}

/** Resolves at the first line of progress. */
async function untilWorking(errors: NodeJS.ReadableStream): Promise<void> {
  let printed = '';
  for await (const chunk of errors) {
    printed += String(chunk);
    if (/^\d+ of \d+$/m.test(printed)) return;
  }
  throw new Error(printed);
}

const why = ['--by', 'kim', '--reason-text', 'the constraint is gone'];

it('lists them by reason and disposition', async () => {
  expect(await dlq(['list'])).toMatchObject({
    depth: requests.length - 1 + poison.length,
    byReason: { 'handler-failed': requests.length - 1, 'malformed-json': 1, 'unknown-schema-version': 1 },
    byDisposition: { rejected: requests.length, poison: 1 },
  });
}, 60_000);

it('replays them to one verdict each once the cause is mended, through kill -9', async () => {
  // given
  await inDatabase('DROP CONSTRAINT test_refusal');
  const child = startCommand(['replay', '--reason', 'handler-failed', '--rate', '4', ...why]);
  const exited = once(child, 'exit');
  await untilWorking(child.stderr);
  // when
  child.kill('SIGKILL');
  await exited;
  const [task] = await dlq(['tasks']);
  expect(task).toMatchObject({ kind: 'replay', state: 'unfinished', by: 'kim', total: requests.length - 1 });
  expect(await dlq(['resume', task.id, '--by', 'lee'])).toMatchObject({ done: task.total, state: 'done' });
  // then
  await outcomes.waitFor(({ verdicts }) => verdicts.size === requests.length, {
    timeoutMs: 60_000,
    what: 'a verdict for each payment',
  });
  expect(await dlq(['replay', '--reason', 'handler-failed', ...why])).toMatchObject({ total: 0, done: 0 });
  expect(await dlq(['list'])).toMatchObject({ depth: poison.length });
  const records = requests.map(({ id }) => outcomes.verdicts.get(id)?.records);
  expect(records).toEqual(requests.map(() => 1));
}, 240_000);

it('keeps the history of one that fails again', async () => {
  const { id } = await dlq(['replay', '--disposition', 'poison', ...why]);
  const isBack = ({ deadLetters }: Outcomes) => deadLetters.size === requests.length + poison.length;
  await outcomes.waitFor(isBack, { timeoutMs: 60_000, what: 'the letter to come back' });
  const { letters } = await dlq(['list', '--disposition', 'poison']);
  expect(letters).toMatchObject([{ reason: 'malformed-json', replays: 1 }]);
  expect((await dlq(['show', letters[0].place])).headers).toMatchObject({
    'dlq.replays': '1',
    'dlq.replay.task': id,
    'dlq.earlier.reasons': 'malformed-json',
    'dlq.first.failed.at': expect.stringMatching(/^\d{4}-/),
  });
}, 120_000);

const linksOf = ({ tags }: ReceivedSpan): string[] =>
  (JSON.parse(tags['_dd.span_links'] ?? '[]') as { trace_id: string }[]).map((link) => link.trace_id);

it('links the new trace to the old one, the old one to the new one, and the task to each', async () => {
  // given
  let spans: ReceivedSpan[] = [];
  let replays: ReceivedSpan[] = [];
  await waitUntil(
    async () => {
      spans = await readSpans(backends.agentUrl);
      replays = spans.filter(({ name, parentId }) => name === 'kafka.replay' && parentId === '0');
      return replays.length > 10;
    },
    { timeoutMs: 60_000, what: 'the spans of the tool' },
  );
  const inTrace = (id: string) => spans.filter(({ traceId }) => traceId === id);
  // then
  const batches = spans.filter(({ name }) => name === 'dead_letters.batch').flatMap(linksOf);
  for (const replay of replays) {
    const [old = ''] = linksOf(replay);
    const back = inTrace(old).find(({ name, parentId }) => name === 'kafka.replay' && parentId !== '0');
    expect(back && linksOf(back)).toEqual([replay.traceId]);
    expect(inTrace(old).map(({ name }) => name)).toContain('kafka.consume');
    expect(inTrace(replay.traceId).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['kafka.produce', 'kafka.queue', 'kafka.consume']),
    );
    expect(batches).toContain(replay.traceId);
  }
}, 120_000);

it('finds payments that ended nowhere, and repairs them to one verdict each, in a trace that links to theirs', async () => {
  // given analyzers that have passed payments without judging them
  await pipeline.analyzer.stop();
  const lost = requests.slice(0, 5).map((request) => ({ ...request, id: `${request.id}-lost` }));
  await sendStream({ url: pipeline.ingestor.url, requests: lost });
  await commitAll();
  const environment = { ...backends.environment, AUTH_MODE: 'none' };
  restarted = await startService('analyzer', { logFolder, environment });
  // when
  const found = await reconcile();
  expect(found).toMatchObject({
    judged: requests.length,
    deadLettered: poison.length,
    waiting: 0,
    missing: 5,
  });
  expect(new Set(found.payments.map(({ id }: { id: string }) => id))).toEqual(
    new Set(lost.map(({ id }) => id)),
  );
  expect(await reconcile('--repair')).toMatchObject({ missing: 5, repaired: 5 });
  // then
  const isJudged = ({ verdicts }: Outcomes) => lost.every(({ id }) => verdicts.has(id));
  await outcomes.waitFor(isJudged, { timeoutMs: 60_000, what: 'a verdict for each payment' });
  expect(lost.map(({ id }) => outcomes.verdicts.get(id)?.records)).toEqual([1, 1, 1, 1, 1]);
  let after: { waiting?: number } = {};
  const isCommitted = async () => {
    after = await reconcile();
    return after.waiting === 0;
  };
  await waitUntil(isCommitted, { timeoutMs: 60_000, what: 'the group to commit' });
  expect(after).toMatchObject({ accepted: requests.length + poison.length + 5, missing: 0 });
  const old = found.payments.map(({ traceId }: { traceId: string }) => traceId);
  await waitUntil(
    async () => {
      const spans = await readSpans(backends.agentUrl);
      const repairs = spans.filter(({ name, parentId }) => name === 'kafka.replay' && parentId === '0');
      const judged = new Set(
        spans.flatMap(({ name, traceId }) => (name === 'kafka.consume' ? [traceId] : [])),
      );
      return old.every((id: string) =>
        repairs.some((repair) => linksOf(repair).includes(id) && judged.has(repair.traceId)),
      );
    },
    { timeoutMs: 60_000, what: 'a linked trace for each payment', everyMs: 1_000 },
  );
}, 300_000);
