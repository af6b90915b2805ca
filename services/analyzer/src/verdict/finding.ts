// A rule's hit as it is kept: under an id made of the rule and the ring, so that the same hit, found from whichever
// member and however often, is the same finding. Pure.
import { createHash } from 'node:crypto';
import type { Finding } from '@ringtrace/contracts';
import type { Rule, RuleHit } from '../rules/rule.ts';

/** A finding and the transaction whose arrival brought it to light. */
export interface StoredFinding extends Finding {
  foundBy: string;
}

export function toFinding(rule: Pick<Rule, 'id' | 'version' | 'score'>, hit: RuleHit): StoredFinding {
  return {
    id: findingId(rule.id, hit.members),
    rule: rule.id,
    ruleVersion: rule.version,
    score: rule.score,
    members: hit.members,
    evidence: hit.evidence,
    truncated: hit.truncated,
    foundBy: hit.transactionId,
  };
}

function findingId(ruleId: string, members: string[]): string {
  const ring = createHash('sha256')
    .update([...members].sort().join('\n'))
    .digest('base64url');
  return `${ruleId}:${ring.slice(0, 22)}`;
}
