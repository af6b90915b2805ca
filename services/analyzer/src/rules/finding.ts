// Turns the hits of a rule into detections. The same set of transactions, or the same entity, is one finding, whichever
// member it is found from and however often. Pure.
import { defaultTenant, parseTransactionKey } from '@ringtrace/contracts';
import { shortHash } from '../short-hash.ts';
import type { Rule, RuleHit } from './rule.ts';

/** What a rule detected in one batch. When it is stored, it creates a finding or adds members to a case. */
export interface Detection {
  /** The id of the finding. */
  id: string;
  /** The tenant of every member. */
  tenant: string;
  rule: Pick<Rule, 'id' | 'version' | 'score' | 'mode' | 'parameters'>;
  /** True for a case: all matching transactions of one entity, which can grow. False for a pattern: a fixed set. */
  isCase: boolean;
  /** Transaction keys. Those of a pattern are in the order of the flow. */
  members: string[];
  about: Record<string, unknown> | undefined;
  truncated: boolean;
  /** Key of the transaction that completed it. */
  foundBy: string;
}

/** Merges hits of the same pattern or case. A hit without members only reports a cap and is dropped. */
export function toDetections(rule: Detection['rule'], hits: RuleHit[]): Detection[] {
  const detections = new Map<string, Detection>();
  for (const hit of hits) {
    if (hit.members.length === 0) continue;
    const id = findingId(rule, hit);
    const known = detections.get(id);
    if (known === undefined) detections.set(id, toDetection(id, rule, hit));
    else {
      if (known.isCase) known.members = [...new Set([...known.members, ...hit.members])];
      known.truncated ||= hit.truncated;
    }
  }
  return [...detections.values()];
}

/**
 * Live and shadow findings of a rule have different ids, so that a shadow finding cannot change a decision later. So have
 * findings of two tenants, whatever key the rule returns.
 */
function findingId(rule: Detection['rule'], hit: RuleHit): string {
  const { tenant } = parseTransactionKey(hit.transactionId);
  const identity = hit.key ?? [...hit.members].sort().join('\n');
  return `${rule.mode === 'shadow' ? 'shadow:' : ''}${rule.id}:${findingHash(tenant, identity)}`;
}

/** The last part of a finding's id. @param identity the key of a case, or the sorted members of a pattern */
export function findingHash(tenant: string, identity: string): string {
  return shortHash(tenant === defaultTenant ? identity : `${tenant}\n${identity}`);
}

function toDetection(id: string, rule: Detection['rule'], hit: RuleHit): Detection {
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
