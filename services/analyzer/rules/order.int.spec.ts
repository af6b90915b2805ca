// The final findings and verdicts equal those of the reference model, whatever the order of arrival, the batches, duplicates,
// crashes and the number of analyzers. PROPERTY_SEED=<number> and PROPERTY_RUNS=<number> try other worlds. A failure is
// printed with its seed and path (PROPERTY_PATH).
import type { Verdict } from '@ringtrace/contracts';
import { judge, type ReferenceVerdict } from '@ringtrace/tools';
import fc from 'fast-check';
import { type Analyzer, toEvent } from '../src/analyzers.fixture.ts';
import { deliver, delivery } from './delivery.fixture.ts';
import { denseWorld } from './dense-world.fixture.ts';
import { type Changes, RuleWorld } from './rule-world.fixture.ts';

const seed = Number(process.env.PROPERTY_SEED ?? 20261121);
const numRuns = Number(process.env.PROPERTY_RUNS ?? 80);
const path = process.env.PROPERTY_PATH;

let world: RuleWorld;
beforeAll(async () => {
  world = await RuleWorld.start();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

it('gives the same result for any order, batches, duplicates, crashes and number of analyzers', async () => {
  const uncapped = withoutCaps();
  const property = fc.asyncProperty(denseWorld, delivery, async (requestsFor, how) => {
    // given
    const requests = requestsFor(world.prefix());
    const ids = requests.map(({ id }) => id);
    const analyzers = await Promise.all(
      Array.from({ length: how.analyzers }, (_, index) => world.analyzer(uncapped, index + 1)),
    );
    const [any] = analyzers as [Analyzer, ...Analyzer[]];
    // when
    const published = await deliver(requests.map(toEvent), how, analyzers);
    // then
    const expected = judge(requests);
    expect(await findingsOf(any, ids)).toEqual(expected.findings.map(textOf).sort());
    const decided = ids.map((id) => expected.verdicts.get(id));
    const read = await Promise.all(ids.map((id) => any.findings.readVerdict('default', id)));
    expect(read.map((verdict) => (verdict === 'pending' ? verdict : toReference(verdict)))).toEqual(decided);
    // and the last published verdicts are the same
    expect(ids.map((id) => toReference(lastOf(published, id)))).toEqual(decided);
  });
  await fc.assert(property, { seed, numRuns, endOnFailure: true, ...(path && { path }) });
}, 600_000);

/** Caps only matter for extreme entities, of which these worlds are full. The reference model has no caps. */
function withoutCaps(): Changes {
  const caps = { maxNeighbours: 100, maxDegree: 100, maxRings: 100_000 };
  return Object.fromEntries(
    world.shipped.map(({ id, parameters }) => {
      const own = Object.entries(caps).filter(([name]) => name in parameters);
      return [id, { parameters: Object.fromEntries(own) }];
    }),
  );
}

const textOf = ({ rule, members }: { rule: string; members: readonly string[] }) =>
  `${rule} ${[...members].sort().join(' ')}`;

async function findingsOf(analyzer: Analyzer, ids: string[]): Promise<string[]> {
  const found = await analyzer.neo4j.read<{ rule: string; members: string[] }>(
    {
      name: 'test.findings',
      text: `UNWIND $ids AS id MATCH (f:Finding)-[:INVOLVES]->(t:Transaction {id: id})
             WITH f, collect(id) AS members RETURN f.rule AS rule, members`,
    },
    { ids },
  );
  return found.map(textOf).sort();
}

function lastOf(published: Verdict[], id: string): Verdict | undefined {
  const own = published.filter(({ transactionId }) => transactionId === id);
  return own.sort((a, b) => b.revision - a.revision)[0];
}

function toReference(verdict: Verdict | undefined): ReferenceVerdict | undefined {
  if (verdict === undefined) return undefined;
  const { decision, score, revision, findings } = verdict;
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort() as ReferenceVerdict['rules'];
  return { decision, score, rules, revision };
}
