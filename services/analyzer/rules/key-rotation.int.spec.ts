// During a token key rotation, payments arrive under one key or several, in any order and at any analyzer. The rules miss
// nothing that they find with a single key, and with one analyzer they find nothing else.
// PROPERTY_SEED=<number> and PROPERTY_RUNS=<number> try other worlds. A failure is printed with its seed and path
// (PROPERTY_PATH).
import type { TransactionEvent } from '@ringtrace/contracts';
import { judge } from '@ringtrace/tools';
import fc from 'fast-check';
import { type Analyzer, toEvent } from '../src/analyzers.fixture.ts';
import { underKeys } from '../src/rules/under-keys.fixture.ts';
import { deliver, delivery } from './delivery.fixture.ts';
import { denseWorld } from './dense-world.fixture.ts';
import { RuleWorld } from './rule-world.fixture.ts';

const seed = Number(process.env.PROPERTY_SEED ?? 20261122);
const numRuns = Number(process.env.PROPERTY_RUNS ?? 40);
const path = process.env.PROPERTY_PATH;

let world: RuleWorld;
beforeAll(async () => {
  world = await RuleWorld.start();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

/** Key files, oldest key first, last one current: before, during and after two rotations, and one turned back. */
const keyFiles = fc.constantFrom(
  ['k1'],
  ['k1'],
  ['k1', 'k2'],
  ['k1', 'k2'],
  ['k1', 'k2', 'k3'],
  ['k2', 'k1'],
);

it('misses nothing during key rotations', async () => {
  const uncapped = Object.fromEntries(
    world.shipped.map(({ id, parameters }) => {
      const caps = { maxNeighbours: 100, maxDegree: 100, maxRings: 100_000 };
      return [
        id,
        { parameters: Object.fromEntries(Object.entries(caps).filter(([name]) => name in parameters)) },
      ];
    }),
  );
  const property = fc.asyncProperty(
    denseWorld,
    delivery,
    fc.infiniteStream(keyFiles),
    async (requestsFor, how, keyFileOf) => {
      // given
      const requests = requestsFor(world.prefix());
      const events = requests.map((request): TransactionEvent => {
        const keys: string[] = keyFileOf.next().value;
        return underKeys(toEvent(request), keys);
      });
      const analyzers = await Promise.all(
        Array.from({ length: how.analyzers }, (_, index) => world.analyzer(uncapped, index + 1)),
      );
      const [any] = analyzers as [Analyzer, ...Analyzer[]];
      // when
      await deliver(events, how, analyzers);
      // then
      const expected = judge(requests).findings.flatMap(({ rule, members }) =>
        members.map((member) => `${member} ${rule}`),
      );
      const ids = requests.map(({ id }) => id);
      const found = await findingsOf(any, ids);
      expect(found).toEqual(expect.arrayContaining(expected));
      // With several analyzers, an account can briefly be two: after a write, before that analyzer looks for redirects.
      if (how.analyzers === 1) expect(found).toEqual([...new Set(expected)].sort());
    },
  );
  await fc.assert(property, { seed, numRuns, endOnFailure: true, ...(path && { path }) });
}, 600_000);

/** Which rules found which payments. The case of an entity may be a new one under its new token. */
async function findingsOf(analyzer: Analyzer, ids: string[]): Promise<string[]> {
  const found = await analyzer.neo4j.read<{ text: string }>(
    {
      name: 'test.findings',
      text: `UNWIND $ids AS id MATCH (f:Finding)-[:INVOLVES]->(t:Transaction {id: id})
             RETURN DISTINCT id + ' ' + f.rule AS text`,
    },
    { ids },
  );
  return found.map(({ text }) => text).sort();
}
