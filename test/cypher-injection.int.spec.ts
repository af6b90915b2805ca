// Sends Cypher fragments to both services as a client would: each is refused or stored as data. What happens behind the
// services' own checks is in services/analyzer/src/cypher-injection.int.spec.ts.
import type { TransactionRequest } from '@ringtrace/contracts';
import { waitUntil } from '@ringtrace/tools';
import neo4j from 'neo4j-driver';
import { cypherInjections } from '../services/analyzer/src/cypher-injection.fixture.ts';
import { type FuzzedServices, startServices } from './fuzz/services/start-services.ts';

const ourLabels = ['Account', 'Card', 'Device', 'Transaction', 'Finding', 'FormerToken', 'TokenKeyOrder'];

let services: FuzzedServices;
let driver: ReturnType<typeof neo4j.driver>;

beforeAll(async () => {
  services = await startServices();
  const { uri, user, password } = services.neo4j;
  driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  // given a node that an injection would delete
  await driver.executeQuery("CREATE (:Account {id: 'canary'})");
}, 180_000);

afterAll(async () => {
  await driver?.close();
  await services?.stop();
}, 90_000);

const request = (id: string): TransactionRequest => ({
  id,
  occurredAt: '2026-03-01T12:00:00Z',
  amountMinor: 20_000,
  currency: 'EUR',
  type: 'transfer',
  payer: { accountId: `${id}-payer` },
  payee: { accountId: `${id}-payee` },
  card: `${id}-card`,
  device: `${id}-device`,
  ip: '192.0.2.1',
  merchantId: `${id}-merchant`,
});

async function post(body: unknown): Promise<number> {
  const answer = await fetch(`${services.ingestor.url}/v1/transactions`, {
    method: 'POST',
    headers: { ...services.credentials, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.body?.cancel();
  return answer.status;
}

async function get(path: string): Promise<number> {
  const answer = await fetch(services.analyzer.url + path, { headers: services.credentials });
  await answer.body?.cancel();
  return answer.status;
}

/** Every label and every text in the graph, except our own words. */
async function graph(): Promise<{ labels: string[]; texts: string }> {
  const { records } = await driver.executeQuery(
    'MATCH (n) RETURN collect(DISTINCT labels(n)[0]) AS labels, collect(properties(n)) AS properties',
  );
  return { labels: records[0]?.get('labels'), texts: JSON.stringify(records[0]?.get('properties')) };
}

async function expectUnharmed(): Promise<void> {
  const { labels, texts } = await graph();
  expect(texts).toContain('"canary"');
  expect(labels.filter((label) => !ourLabels.includes(label))).toEqual([]);
  // Only what random tokens and hashes cannot hold: they have no spaces, dots, quotes or backticks.
  expect(texts).not.toMatch(/DETACH DELETE|"owned":|\.owned|:Owned |`Owned`/i);
}

describe('input that contains Cypher', () => {
  it.each<[string, (text: string, id: string) => object]>([
    ['id', (id) => ({ id })],
    ['occurredAt', (occurredAt) => ({ occurredAt })],
    ['currency', (currency) => ({ currency })],
    ['type', (type) => ({ type })],
    ['payer.accountId', (accountId) => ({ payer: { accountId } })],
    ['payee.accountId', (accountId) => ({ payee: { accountId } })],
    ['card', (card) => ({ card })],
    ['device', (device) => ({ device })],
    ['ip', (ip) => ({ ip })],
    ['merchantId', (merchantId) => ({ merchantId })],
    ['the name of a field', (text) => ({ [text]: 1 })],
  ])(
    'is refused or becomes a token when sent as %s',
    async (field, change) => {
      // when each text is sent
      const ids = cypherInjections.map((_, index) => `${field.replace(/\W/g, '-')}-${index}`);
      const accepted: string[] = [];
      for (const [index, text] of cypherInjections.entries()) {
        const body = { ...request(ids[index] as string), ...change(text, ids[index] as string) };
        const status = await post(body);
        expect([202, 400]).toContain(status);
        if (status === 202) accepted.push((body as TransactionRequest).id);
      }
      // then accepted transactions are judged, and none of the texts is in the graph
      for (const id of accepted)
        await waitUntil(async () => (await get(`/v1/verdicts/${id}`)) === 200, {
          timeoutMs: 30_000,
          what: `the verdict of ${id}`,
        });
      await expectUnharmed();
    },
    90_000,
  );

  it.each<[string, (text: string) => string, number[]]>([
    ['a transaction id', (text) => `/v1/verdicts/${text}`, [200, 400, 404, 414]],
    ['since', (text) => `/v1/rings?since=${text}`, [400]],
    ['after', (text) => `/v1/rings?after=${text}`, [200, 400]],
    ['mode', (text) => `/v1/rings?mode=${text}`, [400]],
    ['limit', (text) => `/v1/rings?limit=${text}`, [200, 400]],
    ['an unknown parameter', (text) => `/v1/rings?${text}=1`, [400]],
  ])('asked for as %s is refused, or finds what is called so', async (_what, path, statuses) => {
    for (const text of cypherInjections)
      expect(statuses).toContain(await get(path(encodeURIComponent(text))));
    await expectUnharmed();
  });
});
