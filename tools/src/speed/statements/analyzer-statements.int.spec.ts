// What the benchmark imports from the built analyzer by path, unseen by the compiler.

import neo4j, { type Driver } from 'neo4j-driver';
import type { Backends } from '../../pipeline/servers/addresses.ts';
import { startBackends } from '../../pipeline/servers/start-backends.ts';
import { PaymentStream } from '../../traffic/endless/payment-stream.ts';
import { toEvent } from '../../traffic/endless/stream-wire.ts';
import { send } from '../workers/connect-neo4j.ts';
import { oneWriteOf, rulesOf, schema, writesOf } from './analyzer-statements.ts';

const count = 3_000;
const options = { seed: 3, startAtMs: 1_780_000_000_000, accounts: 3_750, perSecond: 0.75 };
const stream = (marker: string) => new PaymentStream({ ...options, marker }).take(count).map(toEvent);

let backends: Backends;
let driver: Driver;

beforeAll(async () => {
  backends = await startBackends({ instance: `bench-statements-${process.pid}`, only: ['neo4j'] });
  const { uri, user, password } = backends.neo4j;
  driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  for (const query of schema) await send(driver, query);
}, 120_000);

afterAll(async () => {
  await driver?.close();
  await backends?.stop({ removeData: true });
});

/** What of a stream's graph does not depend on its names. */
async function shapeOf(marker: string) {
  const nodes = `
    MATCH (n) WHERE n.id CONTAINS $marker
    UNWIND keys(n) AS key
    RETURN labels(n)[0] AS label, key, count(*) AS count ORDER BY label, key`;
  const relationships = `
    MATCH (n)-[r]->(m) WHERE n.id CONTAINS $marker
    RETURN labels(n)[0] AS label, type(r) AS type, labels(m)[0] AS other, count(*) AS count
    ORDER BY label, type, other`;
  const parameters = { marker };
  return [
    await send(driver, { text: nodes, parameters }),
    await send(driver, { text: relationships, parameters }),
  ];
}

it('writes the same graph singly as in batches', async () => {
  // when
  for (const query of writesOf(stream('sliced'))) await send(driver, query);
  for (const transaction of stream('single')) await send(driver, oneWriteOf(transaction));
  // then
  const [nodes] = await shapeOf('sliced');
  expect(nodes).toContainEqual({ label: 'Transaction', key: 'id', count });
  expect(await shapeOf('single')).toEqual(await shapeOf('sliced'));
});

it('finds what the stream contains, in batches or singly', async () => {
  // given
  const transactions = stream('sliced');
  for (const query of writesOf(transactions)) await send(driver, query).catch(() => undefined);
  const hitsOf = async (queries: ReturnType<typeof rulesOf>) => {
    const hits: [string, unknown][] = [];
    for (const query of queries)
      for (const { transactionId } of await send(driver, { ...query, write: false }))
        hits.push([query.name, transactionId]);
    return hits;
  };
  // when
  const together = await hitsOf(rulesOf(transactions));
  const apart = (await Promise.all(transactions.slice(0, 200).map((each) => hitsOf(rulesOf([each]))))).flat();
  // then
  const rules = new Set(together.map(([rule]) => rule));
  const planted = ['ring', 'velocity-card', 'shared-identity', 'mule-fan-in', 'scatter-gather'];
  expect([...rules]).toEqual(expect.arrayContaining(planted.map((rule) => `rule.${rule}`)));
  const firstIds = new Set(transactions.slice(0, 200).map(({ id }) => id));
  expect(apart.sort()).toEqual(together.filter(([, id]) => firstIds.has(String(id))).sort());
});
