// How the database runs the statements of an erasure: by index, whatever the size of the graph.
import type { Statement } from '@ringtrace/traced-neo4j';
import { RuleWorld } from '../../analyzer/rules/rule-world.fixture.ts';
import type { Analyzer } from '../../analyzer/src/analyzers.fixture.ts';
import { seekProblems } from '../../analyzer/src/plan-figures.fixture.ts';
import * as eraseStatements from './erase-statements.ts';
import { toEvent } from './erase-world.fixture.ts';
import * as redirectStatements from './redirect-statements.ts';

const isStatement = (each: object): each is Statement => 'text' in each;
// Some exports hold a statement, or several, for each label.
const all = Object.values({ ...eraseStatements, ...redirectStatements })
  .flatMap((each) => (isStatement(each) ? [each] : Object.values<object>(each).flat()))
  .filter(isStatement);
const statements = [...new Map(all.map((each) => [each.name, each])).values()];

let world: RuleWorld;
let analyzer: Analyzer;
beforeAll(async () => {
  world = await RuleWorld.start();
  analyzer = await world.analyzer();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

describe.each([
  ['an empty graph', 0],
  ['a graph with thousands of payments', 4_000],
])('on %s', (_, count) => {
  beforeAll(async () => {
    const events = Array.from({ length: count }, (_, n) =>
      toEvent({
        id: `payment-${n}`,
        payer: `account-${n % 7}`,
        payee: `account-${(n + 1 + (n % 4)) % 7}`,
        card: `card-${n % 3}`,
        device: `device-${n % 4}`,
        atMs: n * 20_000,
      }),
    );
    for (let at = 0; at < count; at += 1_000) await analyzer.transactions.write(events.slice(at, at + 1_000));
  }, 60_000);

  it.each(statements)('plans $name with seeks', async (statement) => {
    expect(await seekProblems(analyzer.neo4j, statement)).toEqual([]);
  });
});
