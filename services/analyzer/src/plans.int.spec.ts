// The plans of all shipped statements and rules: index seeks within windows only.
import type { TransactionEvent } from '@ringtrace/contracts';
import type { Statement } from '@ringtrace/traced-neo4j';
import { RuleWorld } from '../rules/rule-world.fixture.ts';
import type { Analyzer } from './analyzers.fixture.ts';
import { removeUnusedEntities, removeUnusedRedirects } from './graph/remove-unused-entities.ts';
import * as replacing from './graph/token-statements.ts';
import * as writing from './graph/write-transactions.ts';
import { seekProblems, sortedSeeks, unboundedSeeks } from './plan-figures.fixture.ts';
import { RulePlanRepository } from './rules/rule-plan.repository.ts';
import { forbiddenOperators, planProblems } from './rules/rule-plan.ts';
import { ruleQuery } from './rules/rule-query.ts';
import * as keeping from './verdict/finding-statements.ts';
import { readRelated } from './verdict/related.repository.ts';

const begin = Date.parse('2026-06-01T00:00:00Z');
const isStatement = (each: object): each is Statement => 'text' in each;
const statements = Object.values({
  readRelated,
  ...writing,
  ...keeping,
  ...replacing,
  ...replacing.movePayments,
}).filter(isStatement);

/** They move data, so a step may wait for the one before. They read a limited number of payments, whenever those happened. */
const moves = new Set<Statement>([
  replacing.readMoves,
  replacing.moveRelationships,
  ...Object.values(replacing.movePayments),
  // A single row, which is locked before it is read.
  replacing.orderKeys,
]);

let world: RuleWorld;
let analyzer: Analyzer;
let plans: RulePlanRepository;
beforeAll(async () => {
  world = await RuleWorld.start();
  analyzer = await world.analyzer();
  plans = new RulePlanRepository(analyzer.neo4j);
}, 120_000);
afterAll(() => world?.stop(), 60_000);

/** Successive payments among few accounts, cards and devices. */
function payments(prefix: string, count: number, beginMs: number, stepMs: number): TransactionEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    schemaVersion: 1,
    id: `${prefix}${beginMs - begin}-${index}`,
    occurredAtMs: beginMs + index * stepMs,
    amountMinor: index % 5 === 0 ? 500 : 20_000,
    currency: 'EUR',
    type: 'transfer',
    payerAccount: `${prefix}a${index % 7}`,
    payeeAccount: `${prefix}a${(index + 1 + (index % 4)) % 7}`,
    card: `${prefix}c${index % 3}`,
    device: `${prefix}d${index % 4}`,
  }));
}

async function fill(events: TransactionEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 1_000)
    await analyzer.transactions.write(events.slice(at, at + 1_000));
}

describe.each([
  ['an empty graph', 0],
  ['a graph with thousands of transactions', 4_000],
])('on %s', (_, transactions) => {
  beforeAll(() => fill(payments(world.prefix(), transactions, begin, 20_000)), 60_000);

  it.each(statements)('plans $name with bounded seeks', async (statement) => {
    const { plan } = await plans.explain(statement);
    const isMove = moves.has(statement);
    const forbidden = forbiddenOperators(plan).filter((problem) => !(isMove && problem.startsWith('Eager ')));
    expect([...forbidden, ...(isMove ? [] : unboundedSeeks(plan)), ...sortedSeeks(plan)]).toEqual([]);
  });

  it.each([removeUnusedEntities, removeUnusedRedirects])('plans $name with seeks', async (statement) => {
    expect(await seekProblems(analyzer.neo4j, statement)).toEqual([]);
  });

  it('plans each rule with seeks within its window, in the order of the index', async () => {
    for (const rule of world.shipped) {
      const { statement, parameters } = ruleQuery(rule, []);
      const query = await plans.explain(statement, parameters);
      const problems = [...planProblems(query), ...unboundedSeeks(query.plan), ...sortedSeeks(query.plan)];
      expect([rule.id, ...problems]).toEqual([rule.id]);
    }
  }, 120_000);
});
