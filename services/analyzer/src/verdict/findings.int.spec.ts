// Findings and verdicts on a real graph: evidence, upgrades, shadow rules, paging.
import type { TransactionRequest } from '@ringtrace/contracts';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { type Analyzer, toEvent } from '../analyzers.fixture.ts';

const begin = Date.parse('2026-03-01T12:00:00Z');

let world: RuleWorld;
beforeAll(async () => {
  world = await RuleWorld.start();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

function request(
  id: string,
  payer: string,
  payee: string,
  atMs: number,
  more: Partial<TransactionRequest> = {},
) {
  return toEvent({
    id,
    occurredAt: new Date(begin + atMs).toISOString(),
    amountMinor: 20_000,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: payer },
    payee: { accountId: payee },
    ...more,
  });
}

/** Three payments in a ring, of which the second in the flow is the latest in time. */
const ringOf = (p: string) => [
  request(`${p}1`, `${p}a`, `${p}b`, 1, { amountMinor: 100_000 }),
  request(`${p}2`, `${p}b`, `${p}c`, 3, { amountMinor: 85_000 }),
  request(`${p}3`, `${p}c`, `${p}a`, 2, { amountMinor: 75_000, device: `${p}d` }),
];

/** Payments with one card, each at another shop and a second apart. */
const cardUses = (p: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    request(`${p}${String(index).padStart(3, '0')}`, `${p}payer`, `${p}shop${index}`, index * 1_000, {
      type: 'card-payment',
      card: `${p}card`,
      device: `${p}device`,
    }),
  );

const ofVerdict = async (analyzer: Analyzer, id: string) => {
  const read = await analyzer.findings.readVerdict('default', id);
  if (read === undefined || read === 'pending') throw new Error(`no verdict on ${id}`);
  return read;
};

describe('the evidence of a finding', () => {
  it('has the payments in the order of the flow, and the thresholds', async () => {
    const analyzer = await world.analyzer();
    const prefix = world.prefix();
    await analyzer.judge(ringOf(prefix));
    const { findings } = await ofVerdict(analyzer, `${prefix}2`);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: 'ring',
      ruleVersion: 2,
      score: 90,
      members: [1, 2, 3].map((number) => prefix + number),
      truncated: false,
      evidence: {
        payments: [
          {
            payerAccount: `k1:${prefix}a`,
            payeeAccount: `k1:${prefix}b`,
            amountMinor: 100_000,
            occurredAtMs: begin + 1,
          },
          {
            payerAccount: `k1:${prefix}b`,
            payeeAccount: `k1:${prefix}c`,
            amountMinor: 85_000,
            occurredAtMs: begin + 3,
          },
          { transactionId: `${prefix}3`, currency: 'EUR', type: 'transfer', device: `k1:${prefix}d` },
        ],
        thresholds: { windowMs: 3_600_000, keepPercent: 75, ordering: 'unordered' },
      },
    });
  });

  it('has Cypher that shows the finding in the graph with its accounts and devices', async () => {
    const analyzer = await world.analyzer();
    const prefix = world.prefix();
    await analyzer.judge(ringOf(prefix));
    const [found] = (await ofVerdict(analyzer, `${prefix}1`)).findings;
    const rows = await analyzer.neo4j.read({ name: 'test.shown', text: found?.evidence.cypher ?? '' });
    expect(rows).toHaveLength(3);
    expect(Object.keys(rows[0] as object)).toEqual(['f', 'i', 'flow', 'means']);
  });

  it('lists the newest 20 members of a case and is truncated when there are more', async () => {
    const analyzer = await world.analyzer();
    const prefix = world.prefix();
    const uses = cardUses(prefix, 60);
    await analyzer.judge(uses);
    const { decision, findings, truncated } = await ofVerdict(analyzer, uses[0]?.id ?? '');
    expect([decision, truncated]).toEqual(['review', true]);
    expect(findings.map(({ members }) => members)).toEqual([uses.slice(40).map(({ id }) => id)]);
    expect(findings[0]?.truncated).toBe(true);
  });
});

describe('a transaction that completes a pattern', () => {
  it('upgrades the verdicts of earlier ones with a higher revision', async () => {
    const analyzer = await world.analyzer();
    const prefix = world.prefix();
    const [first, second, third] = ringOf(prefix) as [never, never, never];
    const before = await analyzer.judge([first, second]);
    const after = await analyzer.judge([third]);
    const short = (verdicts: typeof before) =>
      verdicts.map(({ transactionId, decision, revision }) => [
        transactionId.replace(prefix, ''),
        decision,
        revision,
      ]);
    expect(short(before)).toEqual([
      ['1', 'approve', 1],
      ['2', 'approve', 1],
    ]);
    expect(short(after)).toEqual([
      ['1', 'decline', 2],
      ['2', 'decline', 2],
      ['3', 'decline', 2],
    ]);
  });

  it('gives the same revisions when it is redelivered', async () => {
    const analyzer = await world.analyzer();
    const batch = ringOf(world.prefix());
    const once = await analyzer.judge(batch);
    expect(await analyzer.judge(batch)).toEqual(once);
  });
});

describe('a rule in shadow mode', () => {
  it('changes no verdict until it is live, and its findings are listed separately', async () => {
    const shadow = await world.analyzer({ ring: { mode: 'shadow' } });
    const live = await world.analyzer();
    const prefix = world.prefix();
    const batch = ringOf(prefix);
    const ofPrefix = async (isShadow: boolean) =>
      (await live.findings.readRings('default', new Date(0), 10_000, { shadow: isShadow })).filter(
        ({ members }) => members[0]?.startsWith(prefix),
      );
    // when
    const inShadow = await shadow.judge(batch);
    // then
    expect(inShadow.map(({ decision, revision }) => [decision, revision])).toEqual(
      Array(3).fill(['approve', 1]),
    );
    expect([(await ofPrefix(true)).length, (await ofPrefix(false)).length]).toEqual([1, 0]);
    // and when the rule is live
    const counted = await live.judge(batch);
    expect(counted.map(({ decision }) => decision)).toEqual(Array(3).fill('decline'));
    expect([(await ofPrefix(true)).length, (await ofPrefix(false)).length]).toEqual([1, 1]);
  });
});

describe('readRings', () => {
  it('returns each finding once across pages, even if many were stored at one moment', async () => {
    const analyzer = await world.analyzer();
    const prefix = world.prefix();
    await analyzer.judge(Array.from({ length: 9 }, (_, index) => ringOf(`${prefix}${index}-`)).flat());
    const all = await analyzer.findings.readRings('default', new Date(0), 10_000);
    const paged: string[] = [];
    for (let cursor = { since: new Date(0), after: '' }; ; ) {
      const page = await analyzer.findings.readRings('default', cursor.since, 2, { after: cursor.after });
      const last = page.at(-1);
      if (last === undefined) break;
      paged.push(...page.map(({ id }) => id));
      cursor = { since: new Date(last.foundAt), after: last.id };
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(paged.length).toBeGreaterThanOrEqual(9);
  });
});

describe('a known transaction id', () => {
  it('keeps the first content when it is sent with different content', async () => {
    const analyzer = await world.analyzer();
    const prefix = world.prefix();
    const first = request(`${prefix}1`, `${prefix}a`, `${prefix}b`, 0);
    const other = request(`${prefix}1`, `${prefix}x`, `${prefix}y`, 0);
    await analyzer.judge([first]);
    expect(await analyzer.judge([other])).toEqual([]);
    const stored = await analyzer.neo4j.read(
      {
        name: 'test.stored',
        text: 'MATCH (p)-[:SENT]->(t:Transaction {id: $id})-[:RECEIVED_BY]->(q) RETURN p.id AS payer, q.id AS payee',
      },
      { id: `${prefix}1` },
    );
    expect(stored).toEqual([{ payer: `k1:${prefix}a`, payee: `k1:${prefix}b` }]);
  });

  it('is stored once when two analyzers write it concurrently', async () => {
    const analyzers = await Promise.all([world.analyzer({}, 1), world.analyzer({}, 2)]);
    const prefix = world.prefix();
    const batch = cardUses(prefix, 30);
    await Promise.all(analyzers.map((analyzer) => analyzer.judge(batch)));
    const [counts] = await analyzers[0].neo4j.read(
      {
        name: 'test.counts',
        text: 'MATCH (t:Transaction) WHERE t.id STARTS WITH $prefix OPTIONAL MATCH (t)-[r:RECEIVED_BY]->() RETURN count(DISTINCT t) AS transactions, count(r) AS links',
      },
      { prefix },
    );
    expect(counts).toEqual({ transactions: 30, links: 30 });
  });
});
