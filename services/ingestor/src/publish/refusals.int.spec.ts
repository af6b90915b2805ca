// What senders are told when the broker definitely refuses transactions: the topic is missing, or takes only small records.
import { topics } from '@ringtrace/contracts';
import { readConfig } from '@ringtrace/service-shell';
import { type Backends, startBackends } from '@ringtrace/tools';
import { KafkaClientClass } from '@ringtrace/traced-kafka';
import { createApp } from '../app.ts';
import { config } from '../config.ts';

const small = {
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'payer' },
  payee: { accountId: 'payee' },
};
const large = { ...small, card: 'card', device: 'device', ip: '203.0.113.9', merchantId: 'merchant' };
/** Enough for the small transaction with headers, but neither for the large one nor for two small ones. */
const maxMessageBytes = 460;

let backends: Backends;
let app: Awaited<ReturnType<typeof createApp>>;
let url: string;

beforeAll(async () => {
  backends = await startBackends({ instance: `refusals-${process.pid}`, only: ['kafka'], own: true });
  app = await createApp(
    readConfig(config, {
      KAFKA_BROKERS: backends.kafkaBrokers,
      TOKEN_KEY: 'a key of at least thirty-two characters',
      DELIVERY_TIMEOUT_MS: '30000',
      LOG_LEVEL: 'silent',
      AUTH_MODE: 'none',
    }),
  );
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
}, 120_000);

afterAll(async () => {
  await app?.close();
  await backends?.stop({ removeData: true });
});

async function post(path: string, body: unknown) {
  const answer = await fetch(`${url}/v1/transactions${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() };
}

async function createTopic(): Promise<void> {
  const admin = new KafkaClientClass({ brokers: backends.kafkaBrokers.split(','), logLevel: 0 }).admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: String(maxMessageBytes) }];
  await admin.createTopics({ topics: [{ topic: topics.transactions, numPartitions: 1, configEntries }] });
  await admin.disconnect();
}

it('says that nothing was stored while the topic is missing', async () => {
  for (const [path, body] of [
    ['', { ...small, id: 'one' }],
    ['/batch', { transactions: [{ ...small, id: 'two' }, 7] }],
  ] as const) {
    const answer = await post(path, body);
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/not-stored' } });
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
  }
});

it('accepts what the topic takes and answers 413 for what it does not, item by item', async () => {
  // given
  await createTopic();
  // when
  const items = [small, large, small, large, large, small].map((each, index) => ({
    ...each,
    id: `t${index}`,
  }));
  const batch = await post('/batch', { transactions: [...items, 7] });
  const single = await post('', { ...large, id: 'single' });
  // then
  expect(batch).toMatchObject({ status: 200, body: { accepted: 3, rejected: 4 } });
  const { results } = batch.body as { results: { problem?: { type: string } }[] };
  expect(results.map(({ problem }) => problem?.type ?? 'accepted')).toEqual([
    'accepted',
    '/problems/transaction-too-large',
    'accepted',
    '/problems/transaction-too-large',
    '/problems/transaction-too-large',
    'accepted',
    '/problems/invalid-input',
  ]);
  expect(single).toMatchObject({ status: 413, body: { type: '/problems/transaction-too-large' } });
});
