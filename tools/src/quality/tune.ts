// Tries the grid on the tuning days and chooses a point per rule. Never uses held-back days.
import { type RuleId, ruleIds, type ThresholdChanges, withDefaults } from '../reference/thresholds.ts';
import { typologyOf } from '../traffic/builders.ts';
import type { LabelledTraffic } from '../traffic/labelled/generate-day.ts';
import { addCounts, type Counts, countOutcome } from './evaluate/counts.ts';
import { maxOfALookAlike, type Scores, score, share, toScores } from './evaluate/scores.ts';
import { type Judgement, judgeByReference } from './judge/judgement.ts';

export interface Tuning {
  trials: Record<RuleId, Trial[]>;
  best: Record<RuleId, Trial>;
  /** All rules together with their best thresholds, on the same days. */
  together: Scores;
}

/** `onProgress` may throw to stop the run. */
export async function tune(
  days: readonly LabelledTraffic[],
  onProgress: (done: number, of: number) => void,
): Promise<Tuning> {
  const trials = byRule((): Trial[] => []);
  for (let round = 0; round < rounds; round++) {
    const judgements: Judgement[] = [];
    for (const day of days) {
      judgements.push(judgeByReference(day.requests, choiceOf(round)));
      onProgress(round * days.length + judgements.length, rounds * days.length);
      // Lets Ctrl-C be handled between judgements.
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const rule of ruleIds) {
      const point = pointsOf(rule)[round];
      if (point !== undefined) trials[rule].push(toTrial(rule, point, countsOf(rule, days, judgements)));
    }
  }
  const best = byRule((rule) => chooseBest(trials[rule]));
  const changes = byRule((rule) => best[rule].point) as unknown as ThresholdChanges;
  const together = days.map((day) => countOutcome(day, judgeByReference(day.requests, changes)));
  return { trials, best, together: toScores(addCounts(together)) };
}

function countsOf(rule: RuleId, days: readonly LabelledTraffic[], judgements: readonly Judgement[]): Counts {
  return addCounts(days.map((day, index) => countOutcome(day, onlyBy(rule, judgements[index] as Judgement))));
}

/** Only the findings of one rule. */
function onlyBy(rule: RuleId, { findings }: Judgement): Judgement {
  const own = findings.filter((finding) => finding.rule === rule);
  return { findings: own, flagged: new Set(own.flatMap(({ members }) => members)) };
}

function toTrial(rule: RuleId, point: Point, sum: Counts): Trial {
  const { alerts = 0, rightAlerts = 0 } = sum.rules[rule] ?? {};
  const { planted = 0, foundByOwnRule = 0 } = sum.typologies[typologyOf(rule)] ?? {};
  const lookAlikes = Object.entries(sum.lookAlikes).map(([lookAlike, { flaggedPatterns, patterns }]) => ({
    lookAlike,
    share: share(flaggedPatterns, patterns) ?? 0,
  }));
  const [worstLookAlike = { lookAlike: '', share: 0 }] = lookAlikes.toSorted((a, b) => b.share - a.share);
  const shipped = withDefaults()[rule] as unknown as Point;
  const changes = Object.entries(point).filter(([name, value]) => shipped[name] !== value).length;
  return {
    point,
    changes,
    ...score(share(rightAlerts, alerts), share(foundByOwnRule, planted)),
    worstLookAlike,
  };
}

function byRule<T>(make: (rule: RuleId) => T): Record<RuleId, T> {
  return Object.fromEntries(ruleIds.map((rule) => [rule, make(rule)])) as Record<RuleId, T>;
}

/** How a rule performs alone at one point, over all tuning days. */
export interface Trial {
  point: Point;
  /** Number of thresholds that differ from the shipped ones. */
  changes: number;
  /** Of this rule's alerts. */
  precision: number | null;
  /** Share of its own typology's patterns that it finds. */
  recall: number | null;
  f1: number | null;
  /** The class of look-alikes with the largest flagged share. */
  worstLookAlike: { lookAlike: string; share: number };
}

/** A smaller difference in F1 is noise and no reason to change the shipped thresholds. */
const minGain = 0.005;

/**
 * The point with the highest F1 that keeps every class of look-alikes below the aim; among equals, the one with the
 * fewest changes. If no point stays below the aim, the one that flags the fewest look-alikes.
 */
export function chooseBest(trials: readonly Trial[]): Trial {
  const allowed = trials.filter(({ worstLookAlike }) => worstLookAlike.share < maxOfALookAlike);
  const [fewest] = trials.toSorted((one, other) => one.worstLookAlike.share - other.worstLookAlike.share);
  if (fewest === undefined) throw new Error('a rule has no point to try');
  const highest = Math.max(...allowed.map(({ f1 }) => f1 ?? 0));
  const asGood = allowed.filter(({ f1 }) => (f1 ?? 0) > highest - minGain);
  const [best = fewest] = asGood.toSorted(
    (one, other) => one.changes - other.changes || (other.f1 ?? 0) - (one.f1 ?? 0),
  );
  return best;
}

// The grid of thresholds. Small on purpose: a larger one would overfit the tuning days.

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

/** All combinations of a rule's values, without thresholds that the rule lacks. */
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
 * Rules are independent, so one judgement tries the n-th point of every rule at once. A rule without an n-th point keeps
 * its shipped thresholds.
 */
export function choiceOf(round: number): ThresholdChanges {
  return Object.fromEntries(ruleIds.map((rule) => [rule, pointsOf(rule)[round] ?? {}])) as ThresholdChanges;
}
