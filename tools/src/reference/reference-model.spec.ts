import type { TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../traffic/random.ts';
import { findingKey } from './finding.ts';
import { hour, minute, pay } from './pay.fixture.ts';
import { flaggedBy, judge } from './reference-model.ts';
import { defaultThresholds, ruleIds, type ThresholdChanges, withDefaults } from './thresholds.ts';

/** Thresholds with which every rule finds something in `crowd`, and not all of it. */
const thresholds: ThresholdChanges = {
  'shared-card-and-device': { minAmountMinor: 800, minPayees: 2 },
  'shared-identity': { windowMs: 15 * minute, minAccountsPerDevice: 5, minAccountsPerCard: 5, minPayees: 2 },
  'velocity-card': { windowMs: 10 * minute, minPayments: 3 },
  'velocity-device': { windowMs: 10 * minute, minPayments: 3 },
  'mule-fan-in': { windowMs: 40 * minute, minPayers: 4 },
  'mule-fan-out': { windowMs: 40 * minute, minPayees: 4 },
  'scatter-gather': { minIntermediaries: 2 },
  'gather-scatter': { windowMs: 30 * minute },
};

/** So dense that every rule finds something, and much of it overlaps. */
function crowd(random: Random): TransactionRequest[] {
  const account = () => `A${random.integer(0, 7)}`;
  return Array.from({ length: 120 }, (_, index) =>
    pay(`t${index}`, account(), account(), {
      at: random.integer(0, 150) * minute,
      amountMinor: random.chance(0.4) ? random.integer(500, 1_000) : random.integer(10_000, 11_500),
      card: `c${random.integer(0, 2)}`,
      device: `d${random.integer(0, 2)}`,
      type: random.chance(0.8) ? 'transfer' : 'card-payment',
    }),
  );
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

describe('judge', () => {
  it('comes to the same judgement in any order and with copies', () => {
    const random = new Random(11);
    const requests = crowd(random);
    const expected = judge(requests, thresholds);
    expect(new Set(expected.findings.map(({ rule }) => rule))).toEqual(new Set(ruleIds));
    const membersOf = Map.groupBy(flaggedBy(expected), (pair) => pair.split(' ')[1]);
    expect(Math.max(...[...membersOf.values()].map((pairs) => pairs.length))).toBeLessThan(requests.length);
    for (let round = 0; round < 5; round++) {
      // when it comes shuffled and partly twice
      const actual = judge(shuffled(random, [...requests, ...requests.slice(0, 30)]), thresholds);
      // then nothing changes
      expect(actual.findings).toEqual(expected.findings);
      for (const [id, verdict] of expected.verdicts) expect(actual.verdicts.get(id)).toEqual(verdict);
      expect(actual.verdicts.size).toBe(120);
    }
  });

  it('never takes back what it found when more comes', () => {
    const random = new Random(12);
    const requests = crowd(random);
    let known = new Set<string>();
    for (let count = 10; count <= requests.length; count += 10) {
      const flagged = flaggedBy(judge(requests.slice(0, count), thresholds));
      expect([...known].filter((pair) => !flagged.has(pair))).toEqual([]);
      known = flagged;
    }
  });

  it('gives every transaction a verdict from the findings that it is a member of', () => {
    const both = { card: 'c', device: 'd', amountMinor: 9_000 };
    const requests = [
      pay('t1', 'A', 'B', both),
      pay('t2', 'B', 'C', { ...both, at: 1 }),
      pay('t3', 'C', 'A', { at: 2, amountMinor: 9_000 }),
      pay('t9', 'X', 'Y'),
    ];
    const { findings, verdicts } = judge(requests);
    expect(findings).toEqual([
      { rule: 'ring', members: ['t1', 't2', 't3'] },
      { rule: 'shared-card-and-device', key: 'c d', members: ['t1', 't2'] },
    ]);
    expect(verdicts.get('t1')).toEqual({
      decision: 'decline',
      score: 100,
      rules: ['ring', 'shared-card-and-device'],
      revision: 3,
    });
    expect(verdicts.get('t3')).toMatchObject({ score: 90, revision: 2 });
    expect(verdicts.get('t9')).toEqual({ decision: 'approve', score: 0, rules: [], revision: 1 });
    expect(verdicts.size).toBe(4);
    expect([...flaggedBy({ findings })].sort()).toEqual([
      't1 ring',
      't1 shared-card-and-device',
      't2 ring',
      't2 shared-card-and-device',
      't3 ring',
    ]);
  });

  it('changes the thresholds that it is told to, and no others', () => {
    const circle = [pay('t1', 'A', 'B'), pay('t2', 'B', 'C', { at: 2 * hour }), pay('t3', 'C', 'A')];
    expect(judge(circle).findings).toEqual([]);
    expect(judge(circle, { ring: { windowMs: 2 * hour } }).findings).toHaveLength(1);
    expect(withDefaults({ ring: { maxHops: 4 } })).toEqual({
      ...defaultThresholds,
      ring: { ...defaultThresholds.ring, maxHops: 4 },
    });
  });

  it('takes the first of several requests with one id', () => {
    const requests = [pay('t1', 'A', 'B'), pay('t1', 'A', 'X'), pay('t2', 'B', 'C'), pay('t3', 'C', 'A')];
    expect(judge(requests).findings).toHaveLength(1);
    expect(judge(requests.toReversed()).findings).toEqual([]);
  });

  it('reads times with any zone', () => {
    const elsewhere = { occurredAt: '2026-08-01T14:01:00+02:00' };
    const circle = [pay('t1', 'A', 'B'), pay('t2', 'B', 'C', elsewhere), pay('t3', 'C', 'A')];
    expect(judge(circle).findings).toHaveLength(1);
  });
});

describe('findingKey', () => {
  it('is the same for the same rule and the same members, whatever else is said of them', () => {
    expect(findingKey({ rule: 'ring', members: ['b', 'a'] })).toBe(
      findingKey({ rule: 'ring', members: ['a', 'b'] }),
    );
    expect(findingKey({ rule: 'ring', members: ['a'] })).not.toBe(
      findingKey({ rule: 'other', members: ['a'] }),
    );
  });
});
