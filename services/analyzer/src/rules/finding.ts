// What rules hit, as it is kept: the same ring, or the same entity's case, found from whichever member and however
// often, is one finding. Pure.
import { defaultTenant, parseTransactionKey } from '@ringtrace/contracts';
import { shortHash } from '../short-hash.ts';
import type { Rule, RuleHit } from './rule.ts';

/** A finding as one batch saw it: members that are new to it are added to what is stored. */
export interface Detection {
  id: string;
  /** Of every member. */
  tenant: string;
  rule: Pick<Rule, 'id' | 'version' | 'score' | 'mode' | 'parameters'>;
  /** True for a case: all that one entity did that fits, a set that can grow. False for a ring, which is whole. */
  isCase: boolean;
  /** Transaction keys; a ring's in the order of the flow. */
  members: string[];
  about: Record<string, unknown> | undefined;
  truncated: boolean;
  /** The transaction whose arrival brought it to light. */
  foundBy: string;
}

/** Hits of one rule, those of the same ring or case made one. A hit without members only tells of a cap. */
export function toFindings(rule: Detection['rule'], hits: RuleHit[]): Detection[] {
  const findings = new Map<string, Detection>();
  for (const hit of hits) {
    if (hit.members.length === 0) continue;
    const id = findingId(rule, hit);
    const known = findings.get(id);
    if (known === undefined) findings.set(id, toFinding(id, rule, hit));
    else {
      if (known.isCase) known.members = [...new Set([...known.members, ...hit.members])];
      known.truncated ||= hit.truncated;
    }
  }
  return [...findings.values()];
}

/**
 * Live and shadow findings of one rule never meet: what was found in the shadow cannot change a decision later. Nor do those of two
 * tenants, whatever a rule gives as key.
 */
function findingId(rule: Detection['rule'], hit: RuleHit): string {
  const { tenant } = parseTransactionKey(hit.transactionId);
  const found = hit.key ?? [...hit.members].sort().join('\n');
  return `${rule.mode === 'shadow' ? 'shadow:' : ''}${rule.id}:${findingHash(tenant, found)}`;
}

/** How a finding's id ends: of the key of a case, or of a ring's members. */
export function findingHash(tenant: string, found: string): string {
  const identity = tenant === defaultTenant ? found : `${tenant}\n${found}`;
  return shortHash(identity);
}

function toFinding(id: string, rule: Detection['rule'], hit: RuleHit): Detection {
  return {
    id,
    tenant: parseTransactionKey(hit.transactionId).tenant,
    rule,
    isCase: typeof hit.key === 'string',
    members: [...new Set(hit.members)],
    about: hit.evidence ?? undefined,
    truncated: hit.truncated,
    foundBy: hit.transactionId,
  };
}
