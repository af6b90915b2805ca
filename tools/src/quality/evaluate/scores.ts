// Turns counts into precision, recall and aims reached. A share of nothing is null. Pure.

import { ruleOf } from '../../traffic/builders.ts';
import type { Counts } from './counts.ts';

export interface Score {
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

export interface TypologyScore {
  typology: string;
  planted: number;
  found: number;
  /** Recall over all planted patterns, precision over the alerts of the typology's own rule. */
  rings: Score;
  /** Recall over the patterns that a rule can see. */
  recallWithinReach: number | null;
  recallOfOwnRule: number | null;
  transactions: Score;
}

export interface LookAlikeScore {
  lookAlike: string;
  patterns: number;
  flaggedPatterns: number;
  shareOfPatterns: number | null;
  shareOfTransactions: number | null;
}

export interface Scores {
  rings: Score & { recallWithinReach: number | null; planted: number; alerts: number };
  transactions: Score;
  /** Share of fraud among all transactions. */
  prevalence: number | null;
  shareOfBackgroundFlagged: number | null;
  typologies: TypologyScore[];
  lookAlikes: LookAlikeScore[];
}

export function toScores(counts: Counts): Scores {
  const patterns = Object.values(counts.typologies);
  const rules = Object.values(counts.rules);
  const [planted, found] = [sum(patterns, 'planted'), sum(patterns, 'found')];
  const [outside, outsideFound] = [sum(patterns, 'outside'), sum(patterns, 'outsideFound')];
  const alerts = sum(rules, 'alerts');
  return {
    rings: {
      ...score(share(sum(rules, 'rightAlerts'), alerts), share(found, planted)),
      recallWithinReach: share(found - outsideFound, planted - outside),
      planted,
      alerts,
    },
    transactions: score(
      share(counts.flaggedFraudTransactions, counts.flaggedTransactions),
      share(counts.flaggedFraudTransactions, counts.fraudTransactions),
    ),
    prevalence: share(counts.fraudTransactions, counts.transactions),
    shareOfBackgroundFlagged: share(counts.flaggedBackgroundTransactions, counts.backgroundTransactions),
    typologies: Object.keys(counts.typologies).map((typology) => scoreTypology(counts, typology)),
    lookAlikes: Object.entries(counts.lookAlikes).map(([lookAlike, one]) => ({
      lookAlike,
      patterns: one.patterns,
      flaggedPatterns: one.flaggedPatterns,
      shareOfPatterns: share(one.flaggedPatterns, one.patterns),
      shareOfTransactions: share(one.flaggedTransactions, one.transactions),
    })),
  };
}

function scoreTypology(counts: Counts, typology: string): TypologyScore {
  const none = { alerts: 0, rightAlerts: 0, transactions: 0, fraudTransactions: 0 };
  const own = counts.rules[ruleOf(typology) ?? ''] ?? none;
  const patterns = counts.typologies[typology] as Counts['typologies'][string];
  const { planted, found, foundByOwnRule, outside, outsideFound, transactions, flaggedTransactions } =
    patterns;
  return {
    typology,
    planted,
    found,
    rings: score(share(own.rightAlerts, own.alerts), share(found, planted)),
    recallWithinReach: share(found - outsideFound, planted - outside),
    recallOfOwnRule: share(foundByOwnRule, planted),
    transactions: score(
      share(own.fraudTransactions, own.transactions),
      share(flaggedTransactions, transactions),
    ),
  };
}

/** F1 is the harmonic mean; null if either is null. */
export function score(precision: number | null, recall: number | null): Score {
  if (precision === null || recall === null) return { precision, recall, f1: null };
  return {
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum<K extends string>(items: readonly Record<K, number>[], name: K): number {
  return items.reduce((total, item) => total + item[name], 0);
}

const minRecall = 0.95;
const minPrecision = 0.9;
/** Upper limit for the share of patterns of one class with a flagged transaction. */
export const maxOfALookAlike = 0.02;

export interface Aim {
  what: string;
  wanted: string;
  measured: number | null;
  isReached: boolean;
}

export function judgeAims({ rings, lookAlikes }: Scores): Aim[] {
  const [worst] = lookAlikes.toSorted((a, b) => (b.shareOfPatterns ?? 0) - (a.shareOfPatterns ?? 0));
  return [
    {
      what: 'recall of patterns within reach of the rules',
      wanted: '≥ 95 %',
      measured: rings.recallWithinReach,
      isReached: (rings.recallWithinReach ?? 0) >= minRecall,
    },
    {
      what: 'precision of alerts',
      wanted: '≥ 90 %',
      measured: rings.precision,
      isReached: (rings.precision ?? 0) >= minPrecision,
    },
    ...(worst === undefined
      ? []
      : [
          {
            what: `look-alikes flagged, worst class (${worst.lookAlike})`,
            wanted: '< 2 %',
            measured: worst.shareOfPatterns,
            isReached: (worst.shareOfPatterns ?? 0) < maxOfALookAlike,
          },
        ]),
  ];
}
