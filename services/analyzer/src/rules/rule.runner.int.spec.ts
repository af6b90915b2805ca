// A slow or failing rule affects neither the other rules nor the batch.
import type { TransactionEvent } from '@ringtrace/contracts';
import { RuleWorld } from '../../rules/rule-world.fixture.ts';
import { Analyzer, toEvent } from '../analyzers.fixture.ts';
import { parseRule, type Rule } from './rule.ts';

const begin = Date.parse('2026-03-01T12:00:00Z');
const opened: Analyzer[] = [];

let world: RuleWorld;
beforeAll(async () => {
  world = await RuleWorld.start();
}, 120_000);
afterAll(async () => {
  await Promise.all(opened.map((analyzer) => analyzer.stop()));
  await world?.stop();
}, 60_000);

const ruleOf = (id: string, query: string, header = '') =>
  parseRule(`${id}.cypher`, `// id: ${id}\n// version: 1\n// score: 50\n${header}\n${query}`);

/** Runs for hours on a row with an amount above 900, and finds every other row. */
const slow = (header = '') =>
  ruleOf(
    'slow',
    `UNWIND $rows AS row
     CALL (row) {
       WITH row
       UNWIND CASE WHEN row.amountMinor > 900 THEN range(1, 100000) ELSE [1] END AS a
       UNWIND CASE WHEN row.amountMinor > 900 THEN range(1, 100000) ELSE [1] END AS b
       RETURN count(a + b) AS counted
     }
     RETURN row.id AS transactionId, [row.id] AS members, counted < 0 AS truncated`,
    header,
  );
const failing = ruleOf(
  'failing',
  'UNWIND $rows AS row RETURN row.id AS transactionId, [row.id] AS members, 1 / (row.amountMinor - 901) > 5 AS truncated',
);
const always = ruleOf(
  'always',
  'UNWIND $rows AS row RETURN row.id AS transactionId, [row.id] AS members, false AS truncated',
);

/** Sixteen payments, of which the last one has the amount on which the rules are slow or fail. */
function batch(prefix: string): TransactionEvent[] {
  return Array.from({ length: 16 }, (_, index) =>
    toEvent({
      id: `${prefix}${String(index).padStart(2, '0')}`,
      occurredAt: new Date(begin + index).toISOString(),
      amountMinor: index === 15 ? 901 : index,
      currency: 'EUR',
      type: 'refund',
      // A batch is split in order of its payers.
      payer: { accountId: `${prefix}${String(index).padStart(2, '0')}` },
      payee: { accountId: `${prefix}payee${index}` },
    }),
  );
}

async function analyzerWith(...rules: Rule[]): Promise<Analyzer> {
  const analyzer = new Analyzer(world.backends.neo4j, rules, 1_000);
  opened.push(analyzer);
  await analyzer.ready();
  return analyzer;
}

describe.each([
  ['too slow', slow()],
  ['failing', failing],
])('a rule that is %s', (_, bad) => {
  it('is stopped, retried in parts and skipped for the bad part, while the other rules finish', async () => {
    const analyzer = await analyzerWith(always, bad);
    const events = batch(world.prefix());
    // when
    const verdicts = await analyzer.judge(events);
    // then the verdicts of the part with the bad row say that a rule has not seen them
    const rulesOf = (at: number) => verdicts[at]?.findings.map(({ rule }) => rule).sort();
    expect(verdicts).toHaveLength(16);
    expect(rulesOf(0)).toEqual(['always', bad.id].sort());
    expect([rulesOf(15), verdicts[15]?.truncated]).toEqual([['always'], true]);
    expect(verdicts.map(({ truncated }) => truncated)).toEqual([...Array(14).fill(false), true, true]);
    expect(analyzer.statistics.of(bad.id)).toMatchObject({ cutOffs: 1, hits: 14 });
    expect(analyzer.statistics.of('always')).toMatchObject({ cutOffs: 0, hits: 16 });
    // and the stored verdict says the same
    expect(await analyzer.findings.readVerdict('default', events[15]?.id ?? '')).toMatchObject({
      truncated: true,
    });
  }, 60_000);
});

it('does not mark verdicts when a shadow rule is skipped', async () => {
  const analyzer = await analyzerWith(slow('// mode: shadow'));
  const verdicts = await analyzer.judge(batch(world.prefix()));
  expect(verdicts.filter(({ truncated }) => truncated)).toEqual([]);
  expect(analyzer.statistics.of('slow').cutOffs).toBe(1);
}, 60_000);

it('skips a rule that returns invalid hits', async () => {
  const wrong = ruleOf(
    'wrong',
    'UNWIND $rows AS row RETURN row.id AS transactionId, row.id AS members, false AS truncated',
  );
  const analyzer = await analyzerWith(always, wrong);
  const verdicts = await analyzer.judge(batch(world.prefix()));
  expect(verdicts.map(({ truncated, findings }) => [truncated, findings.length])).toEqual(
    Array(16).fill([true, 1]),
  );
});

it('throws when the database is down, so that the batch is redelivered', async () => {
  const analyzer = await analyzerWith(always);
  const rows = await analyzer.transactions.write(batch(world.prefix()));
  await analyzer.stop();
  await expect(analyzer.rules.evaluate(rows)).rejects.toThrow();
});
