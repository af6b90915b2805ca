// What the pipeline must conclude, worked out in memory from the rules' definitions alone. It shares no code and
// no query with the analyzer, so that the two can check each other.
import type { Decision, TransactionRequest } from '@ringtrace/contracts';
import { findRings } from './find-rings.ts';
import { findSharedCards } from './find-shared-cards.ts';
import { toPayments } from './payment.ts';

export type RuleId = 'ring' | 'shared-card-and-device';

const scores: Record<RuleId, number> = { ring: 90, 'shared-card-and-device': 50 };

export interface ReferenceFinding {
  rule: RuleId;
  /** Transaction ids, sorted as text. */
  members: string[];
}

export interface ReferenceVerdict {
  decision: Decision;
  score: number;
  /** Distinct rules that hit, sorted as text. */
  rules: RuleId[];
}

export interface ReferenceJudgement {
  /** Sorted by `findingKey`: the same for every order of the requests. */
  findings: ReferenceFinding[];
  /** One per distinct transaction id. */
  verdicts: Map<string, ReferenceVerdict>;
}

/** Judges all requests together, in whatever order they come and however often one is repeated. */
export function judge(requests: Iterable<TransactionRequest>): ReferenceJudgement {
  const payments = toPayments(requests);
  const hits = [
    ...findRings(payments).map((members) => toFinding('ring', members)),
    ...findSharedCards(payments).map((members) => toFinding('shared-card-and-device', members)),
  ];
  const findings = hits.sort((a, b) => (findingKey(a) < findingKey(b) ? -1 : 1));

  const rulesOf = new Map(payments.map((payment) => [payment.id, new Set<RuleId>()]));
  for (const finding of findings) {
    for (const id of finding.members) rulesOf.get(id)?.add(finding.rule);
  }
  const verdicts = new Map([...rulesOf].map(([id, rules]) => [id, decide([...rules].sort())]));
  return { findings, verdicts };
}

/** Identity of a finding: the same rule and the same set of transactions give the same key. */
export function findingKey(finding: { rule: string; members: readonly string[] }): string {
  return `${finding.rule} ${finding.members.toSorted().join(' ')}`;
}

/** The highest score of the rules, 10 more for each further rule, at most 100. */
export function decide(rules: RuleId[]): ReferenceVerdict {
  const highest = Math.max(0, ...rules.map((rule) => scores[rule]));
  const score = Math.min(100, highest + 10 * Math.max(0, rules.length - 1));
  const decision = score === 0 ? 'approve' : score < 80 ? 'review' : 'decline';
  return { decision, score, rules };
}

function toFinding(rule: RuleId, members: { id: string }[]): ReferenceFinding {
  return { rule, members: members.map((member) => member.id).sort() };
}
