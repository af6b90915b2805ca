// Maps a finding from a detection to the database and from there to the API. Pure.
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

/** A finding as stored. Maps are JSON text, because a property cannot hold a map. */
export interface StoredFinding {
  id: string;
  rule: string;
  ruleVersion: number;
  score: number;
  thresholds: string;
  about?: string;
  traceId?: string;
  /** Absent in findings that were stored before this property existed. */
  isCase?: boolean;
  truncated: boolean;
  foundAtMs: number;
}

/** A payment as stored. */
export type StoredPayment = {
  [Key in keyof EvidencePayment as Exclude<Key, 'transactionId'>]?: EvidencePayment[Key] | null;
} & {
  id: string;
};

/** The properties that are stored once, with the first detection. */
export function toProperties(detection: Detection, traceId: string | undefined) {
  const { tenant, rule, about, isCase, truncated } = detection;
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

/** @param payments newest first, one more than the limit if there are more */
export function toContract(stored: StoredFinding, payments: StoredPayment[]): Finding {
  const maxListed = stored.isCase ? maxListedMembers.case : maxListedMembers.pattern;
  const listed = payments.slice(0, maxListed).reverse();
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
    truncated: stored.truncated || payments.length > maxListed,
  };
}

export function toRing(stored: StoredFinding, payments: StoredPayment[]): Ring {
  return { ...toContract(stored, payments), foundAt: new Date(stored.foundAtMs).toISOString() };
}

function toPayment({ id, ...payment }: StoredPayment): EvidencePayment {
  const given = Object.entries(payment).filter(([, value]) => value !== null);
  const {
    payerAccount = erasedToken('payer', id),
    payeeAccount = erasedToken('payee', id),
    ...rest
  } = Object.fromEntries(given) as Partial<EvidencePayment>;
  return {
    transactionId: parseTransactionKey(id).id,
    ...rest,
    payerAccount,
    payeeAccount,
  } as EvidencePayment;
}

// An erased person has no token in the graph. Evidence still needs one: a value that is unique to the payment and side.
function erasedToken(side: 'payer' | 'payee', id: string): string {
  const own = shortHash(`${side} of ${id}`);
  return `erased:${own}`;
}

// To paste into Neo4j Browser. The id consists of a rule's id and a base64url hash, so it needs no escaping.
function cypherFor(findingId: string): string {
  return (
    `MATCH (f:Finding {id: '${findingId}'})-[i:INVOLVES]->(t:Transaction) ` +
    'OPTIONAL MATCH flow = (payer:Account)-[:SENT]->(t)-[:RECEIVED_BY]->(payee:Account) ' +
    'OPTIONAL MATCH means = (payer)-[:USES_CARD|USES_DEVICE]->() RETURN f, i, flow, means'
  );
}
