// Follows a user from an HTTP request through two topics to the spans of three processes. Only a hash in a header of the
// configured topics carries it, and nobody else receives it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  type Backends,
  type Background,
  type ReceivedSpan,
  readSpans,
  runBackground,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { userIdHash } from './keyed-hash.ts';
import { hashFromHeaders, userHeader } from './user-headers.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = `propagated-${randomBytes(4).toString('hex')}`;
const key = { id: 'k1', secret: 'fixture-key '.repeat(4) };
const [ada, bob] = [`canary-ada-${run}`, `canary-bob-${run}`];
const hashOf = (id: string) => userIdHash(key, id);

interface Received {
  topic: string;
  key: string;
  hash: string | undefined;
  headers: string[];
  value: string;
}

let backends: Backends;
let spans: ReceivedSpan[];
let shopUrl: string;
const received: Received[] = [];
const partnerReceived: IncomingHttpHeaders[] = [];
const running: Background[] = [];
const partner = createServer((request, response) => {
  partnerReceived.push(request.headers);
  response.end();
});

const topic = (name: string) => `${run}.${name}`;

async function start(name: string): Promise<Background> {
  const fixture = fileURLToPath(new URL(`../dist/${name}.fixture.js`, import.meta.url));
  const partnerUrl = `http://127.0.0.1:${(partner.address() as AddressInfo).port}`;
  const started = await runBackground(
    name,
    process.execPath,
    ['--import', '@ringtrace/telemetry/start', fixture],
    {
      cwd: root,
      logFile: `${root}.local/test-logs/${run}-${name}.log`,
      env: { ...backends.environment, TOPIC: run, PARTNER_URL: partnerUrl, DD_SERVICE: `${run}-${name}` },
    },
  );
  running.push(started);
  return started;
}

const logOf = (started: Background) => readFileSync(started.logFile, 'utf8');

async function order(path: string, kind: string, user: unknown, more: Record<string, string> = {}) {
  const response = await fetch(shopUrl + path, {
    method: 'POST',
    headers: { 'x-kind': kind, ...(user ? { 'x-user': JSON.stringify(user) } : {}), ...more },
  });
  expect([path, response.status]).toEqual([path, 201]);
}

const on = (name: string, recordKey: string) =>
  received.filter((record) => record.topic === topic(name) && record.key === recordKey);

beforeAll(async () => {
  // given three processes, and this one, which consumes all topics
  backends = await startBackends({ instance: run, only: ['kafka', 'agent'] });
  partner.listen(0, '127.0.0.1');
  await once(partner, 'listening');
  const kafka = new kafkajs.Kafka({
    brokers: backends.kafkaBrokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  const topics = ['batch', 'each', 'secret', 'stock', 'public', 'dlq'].map(topic);
  await admin.createTopics({ topics: topics.map((name) => ({ topic: name, numPartitions: 1 })) });
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `${run}.test`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic: name, message }) => {
      received.push({
        topic: name,
        key: String(message.key),
        hash: hashFromHeaders(message.headers),
        headers: Object.keys(message.headers ?? {}),
        value: String(message.value),
      });
    },
  });
  const producer = kafka.producer();
  await producer.connect();
  const shop = await start('shop');
  const line = await waitUntil(() => /"boot":"tracing is live","url":"([^"]+)"/.exec(logOf(shop)), {
    timeoutMs: 20_000,
    what: 'the shop to listen',
  });
  shopUrl = String(line[1]);
  // when users order and other producers write arbitrary headers, before any consumer starts, so that a batch holds several
  await order('/orders/b-ada', 'batch', { id: ada });
  await order('/orders/b-bob', 'batch', { id: bob });
  await order('/orders/b-nobody', 'batch', undefined);
  await order('/orders/b-do-not-track', 'batch', { id: ada }, { 'sec-gpc': '1' });
  await order('/untracked/b-untracked', 'batch', { id: ada });
  await order('/orders/e-ada', 'each', { id: ada });
  await order('/orders/e-nobody', 'each', undefined);
  await order('/orders/fails-bob', 'each', { id: bob });
  await order('/orders/p-ada', 'public', { id: ada });
  const value = JSON.stringify({ id: 'forged' });
  await producer.send({
    topic: topic('each'),
    messages: [
      { key: 'e-forged', value, headers: { [userHeader]: ada } },
      { key: 'broken', value: 'no JSON', headers: { [userHeader]: hashOf(ada) } },
    ],
  });
  await producer.send({
    topic: topic('secret'),
    messages: [
      { key: 's-ada', value: JSON.stringify({ id: 's-ada' }), headers: { [userHeader]: hashOf(ada) } },
    ],
  });
  await producer.disconnect();
  const worker = await start('worker');
  const stock = await start('stock');
  const allOrders = [
    'b-ada',
    'b-bob',
    'b-nobody',
    'b-do-not-track',
    'b-untracked',
    'e-ada',
    'e-nobody',
    'fails-bob',
    'forged',
    's-ada',
  ];
  await waitUntil(
    () => allOrders.every((each) => on('stock', each).length > 0) && on('dlq', 'broken').length > 0,
    { timeoutMs: 60_000, what: 'all orders' },
  );
  expect((await worker.stop('SIGTERM', 20_000)).code).toBe(0);
  // Only its spans show that the last consumer has finished.
  await waitUntil(
    async () =>
      (await readSpans(backends.agentUrl)).filter(
        ({ service, name }) => service === `${run}-stock` && name === 'kafka.consume',
      ).length >= allOrders.length,
    { timeoutMs: 30_000, what: 'the stock service to consume all records' },
  );
  for (const each of [stock, shop]) expect((await each.stop('SIGTERM', 20_000)).code).toBe(0);
  spans = (await readSpans(backends.agentUrl)).filter(({ service }) => service.startsWith(run));
  await consumer.disconnect();
}, 180_000);

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  partner.close();
  await backends?.stop({ removeData: true });
}, 30_000);

const userTags = (span: ReceivedSpan) => Object.keys(span.tags).filter((tag) => tag.startsWith('usr.'));

/** The spans of an order's trace, found by its request. */
function traceOf(path: string): ReceivedSpan[] {
  const [request] = spans.filter(({ tags }) => URL.parse(tags['http.url'] ?? '')?.pathname === path);
  expect([path, request?.parentId]).toEqual([path, '0']);
  return spans.filter(({ traceId }) => traceId === request?.traceId);
}

/** `usr.id` of this service's request and consume spans in a trace. */
const idsOf = (trace: ReceivedSpan[], service: string) =>
  trace
    .filter(
      (span) =>
        span.service === `${run}-${service}` && ['fastify.request', 'kafka.consume'].includes(span.name),
    )
    .map((span) => span.tags['usr.id']);

describe('the user of a request', () => {
  it('is tagged for its messages, in a batch with others and with Nest’s own transport', () => {
    // At least one batch held several messages.
    expect(received.some(({ value }) => /"size":([2-9]|\d\d)/.test(value))).toBe(true);
    for (const [path, id] of [
      ['/orders/b-ada', hashOf(ada)],
      ['/orders/b-bob', hashOf(bob)],
      ['/orders/b-nobody', undefined],
    ] as const) {
      const trace = traceOf(path);
      expect([path, idsOf(trace, 'shop'), idsOf(trace, 'worker'), idsOf(trace, 'stock')]).toEqual([
        path,
        [id],
        [id],
        [id],
      ]);
    }
  });

  it('is tagged for messages that are handled one by one, at each attempt', () => {
    const [single, failing] = [traceOf('/orders/e-ada'), traceOf('/orders/fails-bob')];
    expect([idsOf(single, 'worker'), idsOf(single, 'stock')]).toEqual([[hashOf(ada)], [hashOf(ada)]]);
    expect([idsOf(failing, 'worker'), idsOf(failing, 'stock')]).toEqual([
      [hashOf(bob), hashOf(bob)],
      [hashOf(bob)],
    ]);
    expect(failing.filter(({ name, error }) => name === 'kafka.consume' && error)).toHaveLength(1);
    expect(idsOf(traceOf('/orders/e-nobody'), 'worker')).toEqual([undefined]);
  });

  it('is tagged on request and consume spans only', () => {
    const tagged = spans.filter((span) => userTags(span).length > 0);
    expect([...new Set(tagged.map(({ name }) => name))].sort()).toEqual(['fastify.request', 'kafka.consume']);
    expect(tagged.filter(({ name }) => name === 'kafka.consume').flatMap(userTags)).toEqual(
      tagged.filter(({ name }) => name === 'kafka.consume').map(() => 'usr.id'),
    );
  });

  it('is not propagated with Do Not Track, from an opted-out route, or through an opted-out handler', () => {
    for (const path of ['/orders/b-do-not-track', '/untracked/b-untracked']) {
      expect([path, traceOf(path).flatMap(userTags)]).toEqual([path, []]);
    }
    expect(on('batch', 'b-do-not-track').map(({ hash }) => hash)).toEqual([undefined]);
    expect(on('stock', 's-ada').map(({ hash }) => hash)).toEqual([undefined]);
  });
});

describe('the header', () => {
  it('is set on configured topics only, and kept on dead letters', () => {
    for (const [name, record, hash] of [
      ['batch', 'b-ada', hashOf(ada)],
      ['each', 'fails-bob', hashOf(bob)],
      ['stock', 'b-bob', hashOf(bob)],
      ['dlq', 'broken', hashOf(ada)],
      ['public', 'b-ada', undefined],
      ['public', 'e-ada', undefined],
      ['public', 'p-ada', undefined],
      ['batch', 'b-nobody', undefined],
    ] as const) {
      expect([name, record, on(name, record)[0]?.hash]).toEqual([name, record, hash]);
    }
  });

  it('is ignored unless it holds a hash', () => {
    const forged = spans.filter(
      (span) => span.tags['kafka.topic'] === topic('each') && userTags(span).length > 0,
    );
    expect(forged.map((span) => span.tags['usr.id']).sort()).toEqual(
      [hashOf(ada), hashOf(bob), hashOf(bob)].sort(),
    );
    expect(on('stock', 'forged')[0]?.headers).not.toContain(userHeader);
  });

  it('is not sent as baggage or to third parties', () => {
    expect(partnerReceived.length).toBeGreaterThan(5);
    for (const headers of partnerReceived) {
      expect(Object.keys(headers)).toContain('x-datadog-trace-id');
      expect(JSON.stringify(headers)).not.toMatch(/k1\.|canary|user-hash|baggage/);
    }
    expect(received.filter(({ headers }) => headers.includes('baggage'))).toEqual([]);
  });
});

it('no identifier appears in a span, log line or record, except the one that another producer wrote', () => {
  const records = JSON.stringify(received.filter(({ key: each }) => each !== 'e-forged'));
  const logs = running.map(logOf).join('');
  for (const text of [JSON.stringify(spans), logs, records]) expect(text).not.toContain('canary');
  expect(JSON.stringify(spans)).toContain(hashOf(ada));
});
