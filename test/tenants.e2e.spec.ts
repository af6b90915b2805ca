// Two tenants on one pipeline send the same payments, ids and accounts, and try to read each other's data.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Ring, type TransactionRequest, topics, type Verdict } from '@ringtrace/contracts';
import {
  type Backends,
  collectOutcomes,
  makeAccess,
  type Outcomes,
  type Pipeline,
  sendStream,
  startBackends,
  startPipeline,
} from '@ringtrace/tools';
import { readTopics } from './read-topics.ts';

const run = `tenants-${randomBytes(3).toString('hex')}`;
const logFolder = fileURLToPath(new URL(`../.local/test-logs/${run}`, import.meta.url));
const access = makeAccess(`${logFolder}/api-keys`, [{ tenant: 'acme' }, { tenant: 'other' }]);
const [acme = '', other = ''] = access.keys;

const ring = (['a', 'b', 'c'] as const).map(
  (payer, index, all): TransactionRequest => ({
    id: `${run}-${index + 1}`,
    occurredAt: new Date(Date.parse('2026-03-01T12:00:00Z') + index * 60_000).toISOString(),
    amountMinor: 100_000 - index * 5_000,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: `account-${payer}` },
    payee: { accountId: `account-${all[(index + 1) % 3]}` },
  }),
);

let backends: Backends;
let pipeline: Pipeline;
let outcomes: Outcomes;

beforeAll(async () => {
  backends = await startBackends({ instance: run });
  pipeline = await startPipeline(backends, { logFolder, environment: access.environment });
  outcomes = await collectOutcomes(backends.kafkaBrokers);
  // when one tenant sends the first two payments of a ring and the other the last, and then the other sends all three
  const { url } = pipeline.ingestor;
  await sendStream({ url, apiKey: acme, requests: ring.slice(0, 2) });
  await sendStream({ url, apiKey: other, requests: ring.slice(2) });
  await outcomes.waitFor(({ verdicts }) => verdicts.size === 3, {
    timeoutMs: 60_000,
    what: 'three verdicts',
  });
}, 240_000);

afterAll(async () => {
  await outcomes?.stop();
  await pipeline?.stop();
  await backends?.stop({ removeData: true });
}, 60_000);

const read = (apiKey: string, path: string) =>
  fetch(pipeline.analyzer.url + path, { headers: { authorization: `Bearer ${apiKey}` } });
const dataOf = async <Data>(answer: Promise<Response>) =>
  ((await (await answer).json()) as { data: Data }).data;
const statusesOf = (apiKey: string) =>
  Promise.all(ring.map(async ({ id }) => (await read(apiKey, `/v1/verdicts/${id}`)).status));
const ringsOf = async (apiKey: string) =>
  (await dataOf<Ring[]>(read(apiKey, '/v1/rings?limit=1000'))).filter(({ rule }) => rule === 'ring');
const decisions = () => [...outcomes.verdicts.values()].map(({ verdict }) => verdict.decision);

it('finds no pattern across two tenants', async () => {
  expect(decisions()).not.toContain('decline');
  expect([await ringsOf(acme), await ringsOf(other)]).toEqual([[], []]);
});

it('hides verdicts from the other tenant', async () => {
  expect([await statusesOf(acme), await statusesOf(other)]).toEqual([
    [200, 200, 404],
    [404, 404, 200],
  ]);
});

it.each(['acme%2F', 'acme/', '../acme/', 'acme%2f'])(
  'hides them when the path names the other tenant: %s',
  async (prefix) => {
    const { status } = await read(other, `/v1/verdicts/${prefix}${ring[0]?.id}`);
    expect([400, 404]).toContain(status);
  },
);

it('hides them when a parameter names the other tenant', async () => {
  expect((await read(other, '/v1/rings?tenant=acme')).status).toBe(400);
});

it('accepts no transaction on behalf of another tenant', async () => {
  const headers = { authorization: `Bearer ${other}`, 'content-type': 'application/json' };
  for (const change of [{ tenant: 'acme' }, { id: `acme/${ring[0]?.id}` }]) {
    const body = JSON.stringify({ ...ring[0], ...change });
    const answer = await fetch(`${pipeline.ingestor.url}/v1/transactions`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
  }
});

describe('when both tenants have sent the whole ring, under the same ids', () => {
  beforeAll(async () => {
    const { url } = pipeline.ingestor;
    for (const apiKey of [acme, other]) {
      const { refused, unknown } = await sendStream({ url, apiKey, requests: ring });
      expect([refused, unknown]).toEqual([[], []]);
    }
    await outcomes.waitFor(() => decisions().filter((decision) => decision === 'decline').length === 6, {
      timeoutMs: 60_000,
      what: 'six declined payments',
    });
  }, 90_000);

  it('each has its own verdicts, ring and evidence', async () => {
    const [mine, theirs] = await Promise.all([acme, other].map((apiKey) => ringsOf(apiKey)));
    for (const rings of [mine, theirs])
      expect(rings?.map(({ members }) => members)).toEqual([ring.map(({ id }) => id)]);
    const tokens = (rings: Ring[] = []) =>
      rings.flatMap(({ evidence }) => evidence.payments.map(({ payerAccount }) => payerAccount));
    expect(tokens(mine).filter((token) => tokens(theirs).includes(token))).toEqual([]);
    const verdicts = await Promise.all(
      [acme, other].map((apiKey) => dataOf<Verdict>(read(apiKey, `/v1/verdicts/${ring[0]?.id}`))),
    );
    expect(verdicts.map(({ tenant, transactionId }) => [tenant, transactionId])).toEqual([
      ['acme', ring[0]?.id],
      ['other', ring[0]?.id],
    ]);
  });

  it('the topics tell the tenants apart', async () => {
    const keys = [...outcomes.verdicts.keys()].sort();
    expect(keys).toEqual(['acme', 'other'].flatMap((tenant) => ring.map(({ id }) => `${tenant}/${id}`)));
    const text = (await readTopics(backends.kafkaBrokers, [topics.transactions])).toString();
    expect(text).toContain('"tenant":"acme"');
    expect(text).not.toContain('account-a');
  });
});
