// The shipped rules on a real graph: each border of their definitions, in a table beside each rule.
import { findingKey, judge } from '@ringtrace/tools';
import { toEvent } from '../src/rules/analyzers.fixture.ts';
import { cases as gatherScatter } from './gather-scatter.cases.ts';
import { cases as muleFanIn } from './mule-fan-in.cases.ts';
import { cases as muleFanOut } from './mule-fan-out.cases.ts';
import { cases as rapidPassThrough } from './rapid-pass-through.cases.ts';
import { cases as ring } from './ring.cases.ts';
import { type RuleCase, toRequests } from './rule-case.fixture.ts';
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
/** What the tables are written for, so that choosing other thresholds does not concern them. */
const thresholds: Record<string, RuleCase['thresholds']> = {
  'gather-scatter': { minPayers: 3, minPayees: 3, minAmountMinor: 0 },
  'mule-fan-in': { minPayers: 4, minAmountMinor: 0 },
  'mule-fan-out': { minPayees: 4, minAmountMinor: 0 },
  'rapid-pass-through': { windowMs: 600_000, keepPercent: 90, minAmountMinor: 10_000 },
  ring: { keepPercent: 80 },
  'scatter-gather': { minIntermediaries: 3 },
  'shared-card-and-device': { windowMs: 300_000, minAmountMinor: 0 },
  'shared-identity': { minAccountsPerDevice: 4, minAccountsPerCard: 3, minPayees: 1 },
  'velocity-card': { windowMs: 600_000, minPayments: 5 },
  'velocity-device': { windowMs: 600_000, minPayments: 6 },
};
const begin = Date.parse('2026-03-01T00:00:00Z');

let world: RuleWorld;
beforeAll(async () => {
  world = await RuleWorld.start();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

it('every shipped rule has a table', () => {
  expect(world.shipped.map(({ id }) => id)).toEqual(Object.keys(tables));
});

describe.each(Object.entries(tables))('%s', (rule, cases) => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    // given
    const prefix = world.prefix();
    const requests = toRequests(each, prefix, begin);
    const parameters = { ...thresholds[rule], ...each.thresholds };
    const analyzer = await world.analyzer({ [rule]: { parameters } });
    const cutsBefore = analyzer.statistics.of(rule).truncations;
    // when
    await analyzer.judge(requests.map(toEvent));
    // then
    const found = await world.findings(analyzer, prefix);
    const ofRule = found.filter((finding) => finding.rule === rule);
    expect(ofRule.map(({ members }) => members.join(' ')).sort()).toEqual([...each.finds].sort());
    expect(analyzer.statistics.of(rule).truncations > cutsBefore).toBe(each.isCut);
    if (!each.isCut) expect(ofRule.filter(({ truncated }) => truncated)).toEqual([]);

    // and the reference model, which knows no graph and no caps, says the same of all rules
    const { findings } = judge(requests, { [rule]: parameters });
    const keysOf = (all: { rule: string; members: readonly string[] }[]) =>
      all
        .filter((finding) => !each.isCut || finding.rule !== rule)
        .map(findingKey)
        .sort();
    const withPrefix = found.map(({ members, ...more }) => ({
      ...more,
      members: members.map((id) => prefix + id),
    }));
    expect(keysOf(withPrefix)).toEqual(keysOf(findings));
  });
});
