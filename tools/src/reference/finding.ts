// What a rule found, and when two findings are the same.
import type { Payment } from './payment.ts';
import type { RuleId } from './thresholds.ts';

/** All payments of one entity that meet a rule's condition: an entity's case. */
export interface Case {
  /** The entity's identifiers in clear, one space between them. */
  key: string;
  members: Payment[];
}

export interface ReferenceFinding {
  rule: RuleId;
  /** Of a case. Identifiers in clear: it equals no key of the pipeline, which knows only tokens. */
  key?: string;
  /** Transaction ids, all of them, sorted as text. */
  members: string[];
}

/** Identity across the model and the pipeline: the same rule and the same set of transactions give the same text. */
export function findingKey(finding: { rule: string; members: readonly string[] }): string {
  return `${finding.rule} ${finding.members.toSorted().join(' ')}`;
}
