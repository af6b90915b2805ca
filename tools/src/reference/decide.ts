// From the rules that found a transaction to the verdict on it.
import type { Decision } from '@ringtrace/contracts';
import type { RuleId } from './thresholds.ts';

export const scores: Readonly<Record<RuleId, number>> = {
  ring: 90,
  'scatter-gather': 80,
  'gather-scatter': 80,
  'shared-identity': 60,
  'velocity-card': 60,
  'velocity-device': 60,
  'shared-card-and-device': 50,
  'mule-fan-in': 50,
  'mule-fan-out': 50,
  'rapid-pass-through': 50,
};

const minToReview = 40;
const minToDecline = 80;
const perFurtherRule = 10;
const most = 100;

export interface ReferenceVerdict {
  decision: Decision;
  score: number;
  /** Distinct rules that hit, sorted as text. */
  rules: RuleId[];
  /** 1 and one more for each finding. */
  revision: number;
}

/** `found`: the rule of each finding that the transaction is a member of. */
export function decide(found: readonly RuleId[]): ReferenceVerdict {
  const rules = [...new Set(found)].sort();
  const highest = Math.max(0, ...rules.map((rule) => scores[rule]));
  const score = Math.min(most, highest + perFurtherRule * Math.max(0, rules.length - 1));
  const decision = score < minToReview ? 'approve' : score < minToDecline ? 'review' : 'decline';
  return { decision, score, rules, revision: 1 + found.length };
}
