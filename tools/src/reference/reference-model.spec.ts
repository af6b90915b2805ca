import type { TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../traffic/random.ts';
import { hour, minute, pay } from './pay.fixture.ts';
import { findingKey } from './payment.ts';
import { decide, flaggedBy, judge, scores } from './reference-model.ts';
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
  it('gives the same judgement in any order and with duplicates', () => {
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

  it('never withdraws a finding when more payments arrive', () => {
    const random = new Random(12);
    const requests = crowd(random);
    let known = new Set<string>();
    for (let count = 10; count <= requests.length; count += 10) {
      const flagged = flaggedBy(judge(requests.slice(0, count), thresholds));
      expect([...known].filter((pair) => !flagged.has(pair))).toEqual([]);
      known = flagged;
    }
  });

  it('derives every verdict from the findings with that member', () => {
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

  it('changes only the given thresholds', () => {
    const circle = [pay('t1', 'A', 'B'), pay('t2', 'B', 'C', { at: 2 * hour }), pay('t3', 'C', 'A')];
    expect(judge(circle).findings).toEqual([]);
    expect(judge(circle, { ring: { windowMs: 2 * hour } }).findings).toHaveLength(1);
    expect(withDefaults({ ring: { maxHops: 4 } })).toEqual({
      ...defaultThresholds,
      ring: { ...defaultThresholds.ring, maxHops: 4 },
    });
  });

  it('keeps the first of several requests with the same id', () => {
    const requests = [pay('t1', 'A', 'B'), pay('t1', 'A', 'X'), pay('t2', 'B', 'C'), pay('t3', 'C', 'A')];
    expect(judge(requests).findings).toHaveLength(1);
    expect(judge(requests.toReversed()).findings).toEqual([]);
  });

  it('reads times in any zone', () => {
    const elsewhere = { occurredAt: '2026-08-01T14:01:00+02:00' };
    const circle = [pay('t1', 'A', 'B'), pay('t2', 'B', 'C', elsewhere), pay('t3', 'C', 'A')];
    expect(judge(circle).findings).toHaveLength(1);
  });
});

describe('findingKey', () => {
  it('is equal for the same rule and members, whatever else differs', () => {
    expect(findingKey({ rule: 'ring', members: ['b', 'a'] })).toBe(
      findingKey({ rule: 'ring', members: ['a', 'b'] }),
    );
    expect(findingKey({ rule: 'ring', members: ['a'] })).not.toBe(
      findingKey({ rule: 'other', members: ['a'] }),
    );
  });
});

describe('decide', () => {
  it.each([
    [[], 'approve', 0, 1],
    [['shared-card-and-device'], 'review', 50, 2],
    [['velocity-card'], 'review', 60, 2],
    [['mule-fan-in', 'rapid-pass-through'], 'review', 60, 3],
    [['mule-fan-in', 'rapid-pass-through', 'shared-identity'], 'decline', 80, 4],
    [['mule-fan-in', 'mule-fan-out', 'rapid-pass-through'], 'review', 70, 4],
    [['scatter-gather'], 'decline', 80, 2],
    [['ring'], 'decline', 90, 2],
    [['ring', 'shared-card-and-device'], 'decline', 100, 3],
    [['mule-fan-in', 'rapid-pass-through', 'ring'], 'decline', 100, 4],
  ] as const)('%j is %s with score %d, revision %d', (rules, decision, score, revision) => {
    expect(decide(rules)).toEqual({ decision, score, rules, revision });
  });

  it('counts a rule once in the score, and each finding in the revision', () => {
    expect(decide(['ring', 'shared-identity', 'ring', 'ring'])).toEqual({
      decision: 'decline',
      score: 100,
      rules: ['ring', 'shared-identity'],
      revision: 5,
    });
    expect(decide(['mule-fan-in', 'mule-fan-in']).score).toBe(50);
  });

  it('has a score for every rule', () => {
    expect(Object.keys(scores).sort()).toEqual([...ruleIds].sort());
  });
});
