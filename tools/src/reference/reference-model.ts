// The reference model: what the pipeline must conclude, computed in memory from the rules' definitions alone. It shares no
// code or query with the analyzer, so that each checks the other.
import type { Decision, TransactionRequest } from '@ringtrace/contracts';
import { findSharedCards, findSharedIdentities, findVelocity } from './find-cases.ts';
import { findFanIns, findFanOuts, findGatherScatters, findPassThroughs } from './find-flows.ts';
import { findRings } from './find-rings.ts';
import { findScatterGathers } from './find-scatter-gathers.ts';
import { type Case, findingKey, type Payment, type ReferenceFinding, toPayments } from './payment.ts';
import { type RuleId, ruleIds, type ThresholdChanges, type Thresholds, withDefaults } from './thresholds.ts';

export interface ReferenceJudgement {
  /** Sorted by `findingKey`, then by key, so independent of the order of requests. */
  findings: ReferenceFinding[];
  /** One per distinct transaction id. */
  verdicts: Map<string, ReferenceVerdict>;
}

type Find = (payments: readonly Payment[], thresholds: Thresholds) => (Case | { members: Payment[] })[];

const find: Record<RuleId, Find> = {
  'shared-card-and-device': (payments, all) => findSharedCards(payments, all['shared-card-and-device']),
  'shared-identity': (payments, all) => findSharedIdentities(payments, all['shared-identity']),
  'velocity-card': (payments, all) => findVelocity(payments, 'card', all['velocity-card']),
  'velocity-device': (payments, all) => findVelocity(payments, 'device', all['velocity-device']),
  ring: (payments, all) => findRings(payments, all.ring).map((members) => ({ members })),
  'mule-fan-in': (payments, all) => findFanIns(payments, all['mule-fan-in']),
  'mule-fan-out': (payments, all) => findFanOuts(payments, all['mule-fan-out']),
  'rapid-pass-through': (payments, all) => findPassThroughs(payments, all['rapid-pass-through']),
  'scatter-gather': (payments, all) => findScatterGathers(payments, all['scatter-gather']),
  'gather-scatter': (payments, all) => findGatherScatters(payments, all['gather-scatter']),
};

/** Judges all requests together. Their order does not matter, nor do duplicates. */
export function judge(
  requests: Iterable<TransactionRequest>,
  thresholds: ThresholdChanges = {},
): ReferenceJudgement {
  const payments = toPayments(requests);
  const all = withDefaults(thresholds);
  const findings = ruleIds.flatMap((rule) =>
    find[rule](payments, all).map(
      ({ members, ...key }): ReferenceFinding => ({
        rule,
        ...key,
        members: members.map(({ id }) => id).sort(),
      }),
    ),
  );
  const foundBy = new Map(payments.map(({ id }) => [id, [] as RuleId[]]));
  for (const { rule, members } of findings) {
    for (const id of members) foundBy.get(id)?.push(rule);
  }
  return {
    findings: sortedByKey(findings),
    verdicts: new Map([...foundBy].map(([id, rules]) => [id, decide(rules)])),
  };
}

/** `<transaction id> <rule>` for each transaction that a rule found; comparable even if findings list fewer members. */
export function flaggedBy({ findings }: Pick<ReferenceJudgement, 'findings'>): Set<string> {
  return new Set(findings.flatMap(({ rule, members }) => members.map((id) => `${id} ${rule}`)));
}

function sortedByKey(findings: readonly ReferenceFinding[]): ReferenceFinding[] {
  return (
    findings
      // Two cases of one rule can have the same members: a card, and the device it was used on.
      .map((finding) => ({ finding, key: `${findingKey(finding)} ${finding.key}` }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ finding }) => finding)
  );
}

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
const maxScore = 100;

export interface ReferenceVerdict {
  decision: Decision;
  score: number;
  /** Distinct rules that hit, sorted as text. */
  rules: RuleId[];
  /** 1, plus 1 for each finding. */
  revision: number;
}

/** The verdict on a transaction. `found`: the rule of each finding that it is a member of. */
export function decide(found: readonly RuleId[]): ReferenceVerdict {
  const rules = [...new Set(found)].sort();
  const highest = Math.max(0, ...rules.map((rule) => scores[rule]));
  const score = Math.min(maxScore, highest + perFurtherRule * Math.max(0, rules.length - 1));
  const decision = score < minToReview ? 'approve' : score < minToDecline ? 'review' : 'decline';
  return { decision, score, rules, revision: 1 + found.length };
}
