// A finding between memory, the database and the API. Pure.
import {
  type EvidencePayment,
  type Finding,
  maxListedMembers,
  parseTransactionKey,
  type Ring,
} from '@ringtrace/contracts';
import { int } from '@ringtrace/traced-neo4j';
import type { Detection } from '../rules/finding.ts';
import { shortHash } from '../short-hash.ts';

/** A finding as the database holds it: maps as JSON text, since a property cannot hold one. */
export interface StoredFinding {
  id: string;
  rule: string;
  ruleVersion: number;
  score: number;
  thresholds: string;
  about?: string;
  traceId?: string;
  /** Unknown of what was stored before there was this property. */
  isCase?: boolean;
  truncated: boolean;
  foundAtMs: number;
}

/** A payment as the database holds it. */
export type StoredPayment = {
  [Key in keyof EvidencePayment as Exclude<Key, 'transactionId'>]?: EvidencePayment[Key] | null;
} & {
  id: string;
};

/** What is stored once, when a finding is first found. */
export function toProperties(finding: Detection, traceId: string | undefined) {
  const { tenant, rule, about, isCase, truncated } = finding;
  return {
    tenant,
    rule: rule.id,
    ruleVersion: int(rule.version),
    score: int(rule.score),
    shadow: rule.mode === 'shadow',
    thresholds: JSON.stringify(rule.parameters),
    about: about === undefined ? null : JSON.stringify(about),
    traceId: traceId ?? null,
    isCase,
    truncated,
  };
}

/** @param payments the newest, the last first, one more than is listed if there are more */
export function toContract(stored: StoredFinding, payments: StoredPayment[]): Finding {
  const most = stored.isCase ? maxListedMembers.case : maxListedMembers.ring;
  const listed = payments.slice(0, most).reverse();
  return {
    id: stored.id,
    rule: stored.rule,
    ruleVersion: stored.ruleVersion,
    score: stored.score,
    members: listed.map((payment) => parseTransactionKey(payment.id).id),
    evidence: {
      payments: listed.map(toPayment),
      thresholds: JSON.parse(stored.thresholds),
      ...(stored.about == null ? {} : { about: JSON.parse(stored.about) }),
      ...(stored.traceId == null ? {} : { traceId: stored.traceId }),
      cypher: cypherFor(stored.id),
    },
    truncated: stored.truncated || payments.length > most,
  };
}

export function toRing(stored: StoredFinding, payments: StoredPayment[]): Ring {
  return { ...toContract(stored, payments), foundAt: new Date(stored.foundAtMs).toISOString() };
}

function toPayment({ id, ...payment }: StoredPayment): EvidencePayment {
  const given = Object.entries(payment).filter(([, value]) => value !== null);
  const {
    payerAccount = nobody('payer', id),
    payeeAccount = nobody('payee', id),
    ...rest
  } = Object.fromEntries(given) as Partial<EvidencePayment>;
  return {
    transactionId: parseTransactionKey(id).id,
    ...rest,
    payerAccount,
    payeeAccount,
  } as EvidencePayment;
}

// Who was erased has no token in the graph. Evidence names someone for each side: one for each payment, that joins with nothing.
function nobody(side: 'payer' | 'payee', id: string): string {
  const own = shortHash(`${side} of ${id}`);
  return `erased:${own}`;
}

// To paste into Neo4j Browser. The id is made of a rule's name and a hash: nothing in it needs escaping.
function cypherFor(findingId: string): string {
  return (
    `MATCH (f:Finding {id: '${findingId}'})-[i:INVOLVES]->(t:Transaction) ` +
    'OPTIONAL MATCH flow = (payer:Account)-[:SENT]->(t)-[:RECEIVED_BY]->(payee:Account) ' +
    'OPTIONAL MATCH means = (payer)-[:USES_CARD|USES_DEVICE]->() RETURN f, i, flow, means'
  );
}
