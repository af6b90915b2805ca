// The thresholds that are tried. Small on purpose: more of them would fit the tuning days, not fraud.
import { type RuleId, ruleIds, type ThresholdChanges, withDefaults } from '../../reference/thresholds.ts';

const minutes = (...counts: number[]) => counts.map((count) => count * 60_000);
const hours = (...counts: number[]) => counts.map((count) => count * 3_600_000);

const values: Record<RuleId, Record<string, readonly number[]>> = {
  'shared-card-and-device': {
    windowMs: minutes(2, 3, 5, 10),
    minPayees: [1, 2],
    minAmountMinor: [0, 3_000, 4_000, 5_000, 7_500],
  },
  'shared-identity': {
    windowMs: hours(24),
    minAccountsPerDevice: [4, 5, 6],
    minAccountsPerCard: [3, 4],
    minPayees: [1, 2],
  },
  'velocity-card': { windowMs: minutes(5, 10), minPayments: [4, 5, 6], maxAmountMinor: [500, 1_000] },
  'velocity-device': { windowMs: minutes(5, 10), minPayments: [5, 6, 8], maxAmountMinor: [500, 1_000] },
  ring: { windowMs: hours(1, 2, 4), keepPercent: [70, 75, 80, 85] },
  'mule-fan-in': { windowMs: minutes(30, 60, 120), minPayers: [4, 5, 6], minAmountMinor: [0, 5_000, 10_000] },
  'mule-fan-out': {
    windowMs: minutes(30, 60, 120),
    minPayees: [4, 5, 6],
    minAmountMinor: [0, 5_000, 10_000],
  },
  'rapid-pass-through': {
    windowMs: minutes(10, 20, 30),
    keepPercent: [80, 85, 90],
    minAmountMinor: [5_000, 10_000, 20_000],
  },
  'scatter-gather': { windowMs: hours(1, 2), minIntermediaries: [2, 3, 4], keepPercent: [75, 80, 85] },
  'gather-scatter': {
    windowMs: hours(1, 2),
    minPayers: [2, 3],
    minPayees: [2, 3],
    minAmountMinor: [0, 5_000, 10_000],
  },
};

/** One choice of thresholds for a rule. */
export type Point = Record<string, number>;

/** All combinations of a rule's values. Thresholds that a rule does not know are left out. */
export function pointsOf(rule: RuleId): Point[] {
  const known = withDefaults()[rule];
  return Object.entries(values[rule])
    .filter(([name]) => name in known)
    .reduce<Point[]>(
      (points, [name, some]) => points.flatMap((point) => some.map((value) => ({ ...point, [name]: value }))),
      [{}],
    );
}

export const rounds = Math.max(...ruleIds.map((rule) => pointsOf(rule).length));

/**
 * Rules find independently of each other, so one judgement tries a point of every rule at once: the n-th, or as shipped for
 * a rule that has no n-th.
 */
export function choiceOf(round: number): ThresholdChanges {
  return Object.fromEntries(ruleIds.map((rule) => [rule, pointsOf(rule)[round] ?? {}])) as ThresholdChanges;
}
