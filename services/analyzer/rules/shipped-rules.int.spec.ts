// The shipped rule files, with the thresholds that they ship with, on a real graph. Each rule has a table of cases beside
// it, with both sides of every border of its definition.
import { findingKey, judge } from '@ringtrace/tools';
import { toEvent } from '../src/analyzers.fixture.ts';
import { cases as gatherScatter } from './gather-scatter.cases.ts';
import { cases as muleFanIn } from './mule-fan-in.cases.ts';
import { cases as muleFanOut } from './mule-fan-out.cases.ts';
import { cases as rapidPassThrough } from './rapid-pass-through.cases.ts';
import { cases as ring } from './ring.cases.ts';
import { type RuleCase, testName, toRequests } from './rule-case.fixture.ts';
import { RuleWorld } from './rule-world.fixture.ts';
import { cases as scatterGather } from './scatter-gather.cases.ts';
import { cases as sharedCardAndDevice } from './shared-card-and-device.cases.ts';
import { cases as sharedIdentity } from './shared-identity.cases.ts';
import { cases as velocityCard } from './velocity-card.cases.ts';
import { cases as velocityDevice } from './velocity-device.cases.ts';

const tables: Record<string, RuleCase[]> = {
  'gather-scatter': gatherScatter,
  'mule-fan-in': muleFanIn,
  'mule-fan-out': muleFanOut,
  'rapid-pass-through': rapidPassThrough,
  ring,
  'scatter-gather': scatterGather,
  'shared-card-and-device': sharedCardAndDevice,
  'shared-identity': sharedIdentity,
  'velocity-card': velocityCard,
  'velocity-device': velocityDevice,
};
const begin = Date.parse('2026-03-01T00:00:00Z');

let world: RuleWorld;
beforeAll(async () => {
  world = await RuleWorld.start();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

it('has a table for every shipped rule', () => {
  expect(world.shipped.map(({ id }) => id)).toEqual(Object.keys(tables));
});

describe.each(Object.entries(tables))('%s', (rule, cases) => {
  it.each(cases.map((each) => [testName(each), each] as const))('%s', async (_, each) => {
    // given
    const prefix = world.prefix();
    const requests = toRequests(each, prefix, begin);
    const overrides = each.override && { [rule]: each.override.thresholds };
    const analyzer = await world.analyzer(
      each.override && { [rule]: { parameters: each.override.thresholds } },
    );
    const truncationsBefore = analyzer.statistics.of(rule).truncations;
    // when
    await analyzer.judge(requests.map(toEvent));
    // then
    const found = await world.findings(analyzer, prefix);
    const ofRule = found.filter((finding) => finding.rule === rule);
    expect(ofRule.map(({ members }) => members.join(' ')).sort()).toEqual([...each.finds].sort());
    expect(analyzer.statistics.of(rule).truncations > truncationsBefore).toBe(each.isTruncated);
    if (!each.isTruncated) expect(ofRule.filter(({ truncated }) => truncated)).toEqual([]);

    // and the reference model, which knows no graph and no caps, agrees about all rules
    const { findings } = judge(requests, overrides);
    const keysOf = (all: { rule: string; members: readonly string[] }[]) =>
      all
        .filter((finding) => !each.isTruncated || finding.rule !== rule)
        .map(findingKey)
        .sort();
    const withPrefix = found.map(({ members, ...more }) => ({
      ...more,
      members: members.map((id) => prefix + id),
    }));
    expect(keysOf(withPrefix)).toEqual(keysOf(findings));
  });
});
