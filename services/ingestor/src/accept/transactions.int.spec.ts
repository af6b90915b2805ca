// The HTTP API with a real broker: accepted transactions are on the topic, rejected ones are not.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { batchResult, topicSettings, topics, transactionEvent } from '@ringtrace/contracts';
import { readConfig } from '@ringtrace/service-shell';
import { type Backends, freePort, startBackends, waitUntil } from '@ringtrace/tools';
import { KafkaClientClass } from '@ringtrace/traced-kafka';
import { createApp } from '../app.ts';
import { config } from '../config.ts';

const run = `it-${process.pid}-${Date.now()}`;
const deliveryTimeoutMs = 1_000;
const valid = {
  id: run,
  occurredAt: '2026-08-01T12:00:00+02:00',
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'canary-payer' },
  payee: { accountId: 'canary-payee' },
  card: 'canary-card',
  device: 'canary-device',
  ip: '203.0.113.99',
  merchantId: 'canary-merchant',
};
const canaries = /canary|203\.0\.113/;

let backends: Backends;
let kafka: InstanceType<typeof KafkaClientClass>;
let url: string;
const apps: Awaited<ReturnType<typeof createApp>>[] = [];

async function startIngestor(brokers: string): Promise<string> {
  const app = await createApp(
    readConfig(config, {
      KAFKA_BROKERS: brokers,
      TOKEN_KEY: 'a key of at least thirty-two characters',
      VERDICTS_BASE_URL: 'https://verdicts.example/',
      DELIVERY_TIMEOUT_MS: String(deliveryTimeoutMs),
      BODY_LIMIT_BYTES: '300000',
      LOG_LEVEL: 'silent',
      AUTH_MODE: 'none',
    }),
  );
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

function post(path: string, body: unknown, base = url) {
  return fetch(`${base}/v1/transactions${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Number of records on the topic. */
async function recordCount(): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topics.transactions);
  await admin.disconnect();
  return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
}

async function readTopic(isDone: (keys: string[]) => boolean) {
  const records: { key: string; value: string }[] = [];
  const consumer = kafka.consumer({ groupId: `${run}-${Math.random()}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topic: topics.transactions, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      records.push({ key: String(message.key), value: String(message.value) });
    },
  });
  await waitUntil(() => isDone(records.map((record) => record.key)), { timeoutMs: 20_000, what: 'records' });
  await consumer.disconnect();
  return records;
}

beforeAll(async () => {
  backends = await startBackends({ instance: `ingestor-it-${process.pid}`, only: ['kafka'], own: true });
  kafka = new KafkaClientClass({ brokers: backends.kafkaBrokers.split(','), logLevel: 0 });
  const admin = kafka.admin();
  await admin.connect();
  const numPartitions = topicSettings[topics.transactions]?.partitions ?? 1;
  await admin.createTopics({ topics: [{ topic: topics.transactions, numPartitions }] });
  await admin.disconnect();
  url = await startIngestor(backends.kafkaBrokers);
  await waitUntil(async () => (await fetch(`${url}/health/ready`)).ok, { timeoutMs: 20_000, what: 'ready' });
}, 120_000);

afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await backends?.stop({ removeData: true });
});

describe('a valid transaction', () => {
  it('gets 202 with the URL of its verdict, and is on the topic under its id, as tokens', async () => {
    // when it is sent twice, as after a lost response
    const answers = [await post('', valid), await post('', valid)];
    // then both are accepted
    const location = `https://verdicts.example/v1/verdicts/${run}`;
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('location')]).toEqual([202, location]);
      expect(await answer.json()).toEqual({ id: run, status: 'accepted', location });
    }
    // and the records are equal, keyed by id, and contain no identifier in clear
    const records = (await readTopic((keys) => keys.filter((key) => key === run).length === 2)).filter(
      ({ key }) => key === run,
    );
    expect(records[1]).toEqual(records[0]);
    expect(records[0]?.value).not.toMatch(canaries);
    expect(transactionEvent.parse(JSON.parse(records[0]?.value ?? ''))).toMatchObject({
      id: run,
      occurredAtMs: Date.parse(valid.occurredAt),
      card: expect.stringMatching(/^k1:.{43}$/),
    });
  });
});

describe('an invalid transaction', () => {
  const later = () => new Date(Date.now() + 10 * 60_000).toISOString();
  const text = JSON.stringify(valid);
  const amount = (digits: string) => text.replace('12500', digits);

  it.each<[string, () => unknown, string[]]>([
    [
      'missing fields',
      () => ({ id: 'canary' }),
      ['occurredAt', 'amountMinor', 'currency', 'type', 'payer', 'payee'],
    ],
    ['wrong types', () => ({ ...valid, id: 7, payer: 'canary' }), ['id', 'payer']],
    ['an unknown key', () => ({ ...valid, canary_: 1 }), ['canary_']],
    ['an unknown key deeper down', () => ({ ...valid, payer: { accountId: 'a', x: 1 } }), ['payer.x']],
    ['a card number as a key', () => ({ ...valid, '4111111111111111': 1 }), ['################']],
    ['2^53', () => amount('9007199254740992'), ['amountMinor']],
    ['an infinite amount', () => amount('1e400'), ['amountMinor']],
    ['a fraction', () => amount('1.5'), ['amountMinor']],
    ['a negative amount', () => amount('-1'), ['amountMinor']],
    ['an amount as text', () => amount('"NaN"'), ['amountMinor']],
    ['NaN', () => amount('NaN'), ['(body)']],
    ['a time without a time zone', () => ({ ...valid, occurredAt: '2026-08-01T12:00:00' }), ['occurredAt']],
    ['a date that does not exist', () => ({ ...valid, occurredAt: '2026-02-30T12:00:00Z' }), ['occurredAt']],
    ['a time in the future', () => ({ ...valid, occurredAt: later() }), ['occurredAt']],
    ['a card number as card', () => ({ ...valid, card: '4111111111111111' }), ['card']],
    ['a card number as id', () => ({ ...valid, id: '4111-1111-1111-1111' }), ['id']],
    ['an id with a space', () => ({ ...valid, id: 'canary canary' }), ['id']],
    ['an invalid IP address', () => ({ ...valid, ip: 'canary' }), ['ip']],
    ['an unknown currency', () => ({ ...valid, currency: 'CANARY' }), ['currency']],
    ['a prototype key', () => text.replace('"id"', '"__proto__"'), ['(body)']],
    ['a constructor key', () => text.replace('{', '{"constructor": {"prototype": 1},'), ['(body)']],
    ['broken JSON', () => text.slice(1), ['(body)']],
    ['an empty body', () => '', ['(body)']],
    ['null', () => 'null', ['(body)']],
    ['a list', () => [valid], ['(body)']],
  ])('with %s is rejected by field, never by value, and not published', async (_what, body, fields) => {
    const before = await recordCount();
    const answer = await post('', body());
    const answered = await answer.text();
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(JSON.parse(answered).errors.map(({ field }: { field: string }) => field)).toEqual(fields);
    // The trace id is random and may contain any digits.
    const withoutTraceId = answered.replace(/"traceId":"[^"]*"/, '');
    expect(withoutTraceId.replace('canary_', '')).not.toMatch(/canary|4111|9007199|NaN"/i);
    expect(await recordCount()).toBe(before);
  });

  it('is rejected unread when it is too large or not JSON', async () => {
    const before = await recordCount();
    expect((await post('', { ...valid, card: 'x'.repeat(400_000) })).status).toBe(413);
    const form = await fetch(`${url}/v1/transactions`, { method: 'POST', body: text });
    expect(form.status).toBe(415);
    expect(await recordCount()).toBe(before);
  });
});

describe('a batch', () => {
  const item = (n: number) => ({ ...valid, id: `${run}-b${n}` });

  it('accepts its valid items and answers every item in order', async () => {
    const before = await recordCount();
    const bad = { ...item(2), currency: 'canary' };
    const answer = await post('/batch', { transactions: [item(1), bad, 7, item(3), item(1)] });
    expect(answer.status).toBe(200);
    const { accepted, rejected, results } = batchResult.parse(await answer.json());
    expect({ accepted, rejected }).toEqual({ accepted: 3, rejected: 2 });
    expect(results).toMatchObject([
      { status: 'accepted', id: `${run}-b1` },
      { status: 'rejected', problem: { status: 400, errors: [{ field: 'currency' }] } },
      { status: 'rejected', problem: { status: 400, errors: [{ field: '(body)' }] } },
      { status: 'accepted', id: `${run}-b3` },
      { status: 'accepted', id: `${run}-b1` },
    ]);
    expect(await recordCount()).toBe(before + 3);
  });

  it('may have 500 items', async () => {
    const before = await recordCount();
    const transactions = Array.from({ length: 500 }, (_, n) => item(n));
    expect(await (await post('/batch', { transactions })).json()).toMatchObject({
      accepted: 500,
      rejected: 0,
    });
    expect(await recordCount()).toBe(before + 500);
  });

  it.each([
    ['no item', { transactions: [] }, 'transactions'],
    ['501 items', { transactions: Array.from({ length: 501 }, () => ({})) }, 'transactions'],
    ['no list', { transactions: 'canary' }, 'transactions'],
    ['another key', { transactions: [valid], canary_: 1 }, 'canary_'],
  ])('with %s is rejected as a whole', async (_what, body, field) => {
    const before = await recordCount();
    const answer = await post('/batch', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: '/problems/invalid-input', errors: [{ field }] });
    expect(await recordCount()).toBe(before);
  });
});

describe('without a broker', () => {
  /** Every endpoint answers 503 soon after the delivery timeout. */
  async function expectUnavailable(base: string): Promise<void> {
    for (const [path, body] of [
      ['', valid],
      ['/batch', { transactions: [valid, { ...valid, currency: 'x' }] }],
    ] as const) {
      const sentAt = performance.now();
      const answer = await post(path, body, base);
      expect(performance.now() - sentAt).toBeLessThan(deliveryTimeoutMs + 4_000);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      // What waited behind an unanswered request, and was never sent, is told apart.
      const type = expect.stringMatching(/^\/problems\/(outcome-unknown|overloaded)$/);
      expect(await answer.json()).toMatchObject({ type, status: 503 });
    }
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
    await waitUntil(async () => (await fetch(`${base}/health/ready`)).status === 503, {
      timeoutMs: 10_000,
      what: 'not ready',
    });
  }

  it('answers 503 in time, is live and not ready when the broker was never up', async () => {
    await expectUnavailable(await startIngestor(`127.0.0.1:${await freePort()}`));
  });

  it('does the same when the broker accepts connections and never answers', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    try {
      await expectUnavailable(await startIngestor(`127.0.0.1:${(mute.address() as { port: number }).port}`));
      await apps.pop()?.close();
    } finally {
      for (const socket of sockets) socket.destroy();
      mute.close();
    }
  });

  it('does the same when the broker goes down', async () => {
    if (backends.origins.kafka !== 'started') return;
    await backends.stop();
    await expectUnavailable(url);
  });
});
