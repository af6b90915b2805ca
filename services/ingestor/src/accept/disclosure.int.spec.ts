// A client that may only send transactions learns nothing about the rules: no response and no API documentation contains a
// rule name or a threshold. Runs without a broker, so that failures are among the responses.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@ringtrace/service-shell';
import { freePort } from '@ringtrace/tools';
import { createApp } from '../app.ts';
import { config } from '../config.ts';

const rules = fileURLToPath(new URL('../../../analyzer/rules/', import.meta.url));
const files = readdirSync(rules).filter((file) => file.endsWith('.cypher'));
/** Rule names, and names of rule parameters such as `// minPayments: 5`. */
const secrets = [
  ...files.map((file) => file.replace('.cypher', '')),
  ...files.flatMap((file) =>
    [...readFileSync(rules + file, 'utf8').matchAll(/^\/\/ ([a-z]+[A-Z]\w+): /gm)].map(
      ([, name]) => `${name}`,
    ),
  ),
  'threshold',
  'score',
  'neo4j',
  'cypher',
];

let app: Awaited<ReturnType<typeof createApp>>;
let url: string;

beforeAll(async () => {
  const settings = {
    KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
    TOKEN_KEY: 'a key of at least thirty-two characters',
    AUTH_MODE: 'none',
    DELIVERY_TIMEOUT_MS: '300',
    LOG_LEVEL: 'silent',
  };
  app = await createApp(readConfig(config, settings));
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app?.close());

const valid = {
  id: 'tx-1',
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 900,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'a' },
  payee: { accountId: 'b' },
};
const post = (path: string, body: unknown) =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

it.each<[string, number, () => Promise<Response>]>([
  ['a transaction while Kafka is down', 503, () => post('/v1/transactions', valid)],
  [
    'a transaction with a card number',
    400,
    () => post('/v1/transactions', { ...valid, card: '4111111111111111' }),
  ],
  [
    'a transaction with invalid fields',
    400,
    () => post('/v1/transactions', { ...valid, amountMinor: -1, extra: 1 }),
  ],
  ['invalid JSON', 400, () => post('/v1/transactions', '{')],
  ['a batch', 503, () => post('/v1/transactions/batch', { transactions: [valid, { ...valid, card: 5 }] })],
  ['reading rules', 404, () => fetch(`${url}/v1/rules`)],
  ['reading a verdict', 404, () => fetch(`${url}/v1/verdicts/tx-1`)],
  ['a wrong method', 405, () => fetch(`${url}/v1/transactions`)],
  ['readiness', 503, () => fetch(`${url}/health/ready`)],
  ['the documentation', 200, () => fetch(`${url}/docs/json`)],
])('the response reveals nothing about rules: %s', async (_what, status, ask) => {
  expect(secrets).toEqual(expect.arrayContaining(['mule-fan-in', 'minPayments', 'windowMs']));
  const answer = await ask();
  const text = `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  const revealed = secrets.filter((secret) => new RegExp(`(?<![a-z])${secret}(?![a-z])`, 'i').test(text));
  expect([answer.status, revealed]).toEqual([status, []]);
});
