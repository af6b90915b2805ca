// Token key rotation while payments arrive.
import { readFileSync } from 'node:fs';
import type { TransactionEvent } from '@ringtrace/contracts';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import type { Analyzer } from '../analyzers.fixture.ts';
import { underKeys } from '../rules/under-keys.fixture.ts';
import { entitiesOf, toRows, writeEntities, writeTransactions } from './write-transactions.ts';

const begin = Date.parse('2026-06-01T00:00:00Z');
const old = ['k1'];
const overlap = ['k1', 'k2'];

let world: RuleWorld;
let analyzer: Analyzer;
let other: Analyzer;
let prefix: string;
beforeAll(async () => {
  world = await RuleWorld.start();
  [analyzer, other] = await Promise.all([world.analyzer({}, 1), world.analyzer({}, 2)]);
}, 120_000);
afterAll(() => world?.stop(), 60_000);
beforeEach(() => {
  prefix = world.prefix();
});

function payment(
  id: string,
  way: [payer: string, payee: string],
  keys: string[],
  more: Partial<TransactionEvent> = {},
): TransactionEvent {
  const [payerAccount, payeeAccount] = way.map((name) => `:${prefix}${name}`) as [string, string];
  const event: TransactionEvent = {
    schemaVersion: 1,
    id: `${prefix}${id}`,
    occurredAtMs: begin,
    amountMinor: 20_000,
    currency: 'EUR',
    type: 'transfer',
    payerAccount,
    payeeAccount,
    ...more,
  };
  return underKeys(event, keys);
}

/** Three payments in a circle; each passes on most of the one before. */
const circle = (keys: [string[], string[], string[]]) =>
  (
    [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ] as [string, string][]
  ).map((way, step) => payment(`${step}`, way, keys[step] ?? [], { amountMinor: 20_000 - 1_000 * step })) as [
    TransactionEvent,
    TransactionEvent,
    TransactionEvent,
  ];

const rings = async () => {
  const found = await world.findings(analyzer, prefix);
  return found.filter(({ rule }) => rule === 'ring').map(({ members }) => [...members].sort().join());
};

/** The tokens of each payment without the prefix, and `torn` if its relationships lead to other accounts. */
async function tokensOfPayments(): Promise<string[]> {
  const rows = await analyzer.neo4j.read<{ tokens: string[] }>(
    {
      name: 'test.tokens',
      text: `MATCH (payer:Account)-[:SENT]->(t:Transaction)-[:RECEIVED_BY]->(payee:Account) WHERE t.id STARTS WITH $prefix
             WITH t, payer, payee ORDER BY t.id
             RETURN [token IN [t.payerAccount, t.payeeAccount, t.card, t.device] WHERE token IS NOT NULL]
               + CASE WHEN payer.id = t.payerAccount AND payee.id = t.payeeAccount THEN [] ELSE ['torn'] END AS tokens`,
    },
    { prefix },
  );
  return rows.map(({ tokens }) => tokens.join(' ').replaceAll(prefix, ''));
}

async function countOf(metric: string): Promise<number> {
  const found = await analyzer.metrics.registry.getSingleMetric(metric)?.get();
  return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

/** Retries on lock conflicts, as the transport does. */
async function judge(by: Analyzer, batch: TransactionEvent[]): Promise<void> {
  for (;;) {
    try {
      await by.judge(batch);
      return;
    } catch (error) {
      if (classifyNeo4jError(error) !== 'transient') throw error;
    }
  }
}

it('costs one count query when no key has ever been replaced', async () => {
  const fresh = await world.analyzer({}, 3);
  const statements = async () => {
    const histogram = await fresh.metrics.registry.getSingleMetric('neo4j_statement_seconds')?.get();
    const counts = (histogram?.values ?? []).filter(
      (value) => 'metricName' in value && String(value.metricName).endsWith('_count'),
    );
    return new Map(counts.map(({ labels, value }) => [String(labels.statement), value]));
  };
  // given a graph without keys and redirects, and an analyzer that has run its one-time queries
  const [order] = await fresh.neo4j.write<{ keys: string[] }>({
    name: 'test.hide',
    text: `OPTIONAL MATCH (o:TokenKeyOrder) WITH o, o.keys AS keys SET o.keys = NULL
           WITH keys OPTIONAL MATCH (f:FormerToken) DETACH DELETE f RETURN DISTINCT keys`,
  });
  await fresh.judge([payment('first', ['a', 'b'], old)]);
  const before = await statements();
  await fresh.judge([payment('second', ['a', 'b'], old), payment('third', ['a', 'b'], old)]);
  const run = [...(await statements())].filter(([name, count]) => count > (before.get(name) ?? 0));
  const own = run.map(([name]) => name).filter((name) => /token|move/.test(name));
  // The keys come back for the other tests.
  await fresh.neo4j.write(
    { name: 'test.show', text: 'MATCH (o:TokenKeyOrder) SET o.keys = $keys' },
    { keys: order?.keys ?? null },
  );
  expect(own).toEqual(['graph.count-replaced-tokens']);
});

describe('a ring during a key rotation', () => {
  it.each([
    ['its last payment after the change', [old, old, overlap]],
    ['all payments after the change', [overlap, overlap, overlap]],
    ['a late payment under the old key only', [overlap, overlap, old]],
    ['a payment under the old key between two under both', [overlap, old, overlap]],
    ['the key turned back during the overlap', [old, overlap, old]],
  ] as [string, [string[], string[], string[]]][])('is found with %s', async (_, keys) => {
    for (const event of circle(keys)) await analyzer.judge([event]);
    expect(await rings()).toEqual(['0,1,2']);
  });

  it('is found in one batch with both keys', async () => {
    await analyzer.judge(circle([overlap, old, overlap]));
    expect(await rings()).toEqual(['0,1,2']);
  });

  it('is not found across keys without a common event', async () => {
    for (const event of circle([old, ['k2'], old])) await analyzer.judge([event]);
    expect(await rings()).toEqual([]);
  });

  it('is found once when several analyzers process its payments concurrently', async () => {
    for (let round = 0; round < 12; round += 1) {
      prefix = world.prefix();
      const events = circle([old, overlap, round % 2 === 0 ? old : overlap]);
      await Promise.all(events.map((event, index) => judge(index % 2 === 0 ? analyzer : other, [event])));
      expect([round, await rings()]).toEqual([round, ['0,1,2']]);
    }
  }, 120_000);
});

describe('payments under a replaced token', () => {
  it('move to the newer token with their relationships when it is first seen', async () => {
    await analyzer.judge([payment('0', ['a', 'b'], old, { card: `:${prefix}c`, device: `:${prefix}d` })]);
    await analyzer.judge([payment('1', ['a', 'x'], overlap, { device: `:${prefix}d` })]);
    expect(await tokensOfPayments()).toEqual(['k2:a k1:b k1:c k2:d', 'k2:a k2:x k2:d']);
    const uses = await analyzer.neo4j.read<{ text: string }>(
      {
        name: 'test.uses',
        text: `MATCH (a:Account)-[:USES_CARD|USES_DEVICE]->(n) WHERE a.id CONTAINS $prefix
               RETURN a.id + ' ' + n.id AS text ORDER BY text`,
      },
      { prefix },
    );
    expect(uses.map(({ text }) => text.replaceAll(prefix, ''))).toEqual(['k2:a k1:c', 'k2:a k2:d']);
  });

  it('move when they arrive late, or when their analyzer died after the write', async () => {
    await analyzer.judge([payment('0', ['a', 'b'], overlap)]);
    const late = payment('1', ['a', 'b'], old);
    // As if an analyzer had looked before the redirect was stored, and died before it looked again.
    const rows = toRows([late]);
    await analyzer.neo4j.write(writeEntities, { batch: entitiesOf(rows) });
    await analyzer.neo4j.write(writeTransactions, { batch: { rows } });
    expect((await tokensOfPayments())[1]).toBe('k1:a k1:b');
    await other.judge([late]);
    expect((await tokensOfPayments())[1]).toBe('k2:a k2:b');
  });

  it('follow two rotations to the newest token', async () => {
    await analyzer.judge([payment('0', ['a', 'b'], old)]);
    await analyzer.judge([payment('1', ['a', 'b'], overlap)]);
    await analyzer.judge([payment('2', ['a', 'b'], ['k2', 'k3'])]);
    await other.judge([payment('3', ['b', 'a'], old)]);
    const all = ['k3:a k3:b', 'k3:a k3:b', 'k3:a k3:b', 'k3:b k3:a'];
    expect(await tokensOfPayments()).toEqual(all);
    await analyzer.judge([payment('4', ['a', 'b'], ['k1', 'k2', 'k3'])]);
    expect(await tokensOfPayments()).toEqual([...all, 'k3:a k3:b']);
  });

  it('follow two rotations that an analyzer meets in one batch', async () => {
    await analyzer.judge([payment('0', ['a', 'b'], overlap)]);
    await analyzer.judge([payment('1', ['a', 'b'], ['k2', 'k3'])]);
    await other.judge([payment('2', ['a', 'b'], old), payment('3', ['a', 'b'], ['k2'])]);
    expect(await tokensOfPayments()).toEqual(Array(4).fill('k3:a k3:b'));
  });

  it('stay with the newer token when a file lists the keys in reverse order', async () => {
    await analyzer.judge([payment('0', ['a', 'b'], overlap)]);
    for (const [index, keys] of [['k2', 'k1'], overlap, ['k2', 'k1']].entries())
      await (index === 0 ? other : analyzer).judge([payment(`${index + 1}`, ['a', 'b'], keys)]);
    expect(await tokensOfPayments()).toEqual(Array(4).fill('k2:a k2:b'));
  });

  it('are judged even if redirects lead in a circle, as after a backup of the graph was restored', async () => {
    const [a, b] = ['k1', 'k2'].map((key) => `${key}:${prefix}a`);
    await analyzer.judge([payment('0', ['a', 'b'], overlap)]);
    await analyzer.neo4j.write(
      {
        name: 'test.circle',
        text: 'MATCH (n:FormerToken {id: $a}) CREATE (:FormerToken {id: $b, became: $a, entity: n.entity, isMoved: false})',
      },
      { a, b },
    );
    await analyzer.judge([payment('1', ['a', 'b'], old)]);
    expect(await tokensOfPayments()).toHaveLength(2);
  });

  it('are moved newest first, up to a limit per batch', async () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      payment(`n${`${index}`.padStart(3, '0')}`, ['a', `b${index}`], old, { occurredAtMs: begin + index }),
    );
    await analyzer.transactions.write(many);
    const stillOld = async () =>
      (await tokensOfPayments()).filter((tokens) => tokens.startsWith('k1:a')).length;
    await analyzer.judge([payment('x', ['a', 'y'], overlap)]);
    expect(await stillOld()).toBe(50);
    expect((await tokensOfPayments())[0]).toBe('k1:a k1:b0');
    await analyzer.judge([payment('y', ['a', 'y'], overlap)]);
    expect(await stillOld()).toBe(0);
  });
});

describe('a resend', () => {
  it('changes nothing under any key and is no conflict', async () => {
    const events = circle([old, overlap, overlap]);
    for (const event of events) await analyzer.judge([event]);
    const before = [await tokensOfPayments(), await world.findings(analyzer, prefix)];
    const conflicts = await countOf('ringtrace_transaction_conflicts_total');
    for (const event of [...events, ...circle([overlap, old, old])])
      expect(await other.judge([event])).not.toEqual([]);
    for (const event of circle([overlap, old, old])) expect(await analyzer.judge([event])).not.toEqual([]);
    expect([await tokensOfPayments(), await world.findings(analyzer, prefix)]).toEqual(before);
    expect(await countOf('ringtrace_transaction_conflicts_total')).toBe(conflicts);
  });
});

it('lets the operator remove redirects of the old key after the rotation', async () => {
  const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const steps = [...page.matchAll(/^ +(MATCH .* IN TRANSACTIONS);$/gm)].map(([, text]) => text as string);
  for (const event of circle([old, overlap, overlap])) await analyzer.judge([event]);
  for (const text of steps) await analyzer.neo4j.write({ name: 'test.remove', text });
  const left = await analyzer.neo4j.read<{ id: string }>(
    {
      name: 'test.left',
      text: `MATCH (n:FormerToken|Account) WHERE n.id CONTAINS $prefix RETURN n.id AS id ORDER BY id`,
    },
    { prefix },
  );
  expect([steps.length, ...left.map(({ id }) => id.replace(prefix, ''))]).toEqual([
    2,
    'k2:a',
    'k2:b',
    'k2:c',
  ]);
  expect(await rings()).toEqual(['0,1,2']);
});
