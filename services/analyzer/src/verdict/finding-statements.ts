// The statements that store and read findings. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/**
 * Idempotent: an existing finding keeps its properties; only members are added. Properties are set one by one: a map could
 * hold any property, also the id, and would be planned with an Eager operator.
 */
export const storeFindings: Statement = {
  name: 'graph.store-findings',
  keepsPlan: true,
  text: `
    UNWIND $batch.findings AS finding
    MERGE (f:Finding {id: finding.id})
      ON CREATE SET
        f.tenant = finding.properties.tenant, f.rule = finding.properties.rule, f.ruleVersion = finding.properties.ruleVersion,
        f.score = finding.properties.score, f.shadow = finding.properties.shadow,
        f.thresholds = finding.properties.thresholds, f.about = finding.properties.about,
        f.traceId = finding.properties.traceId, f.isCase = finding.properties.isCase,
        f.truncated = finding.properties.truncated,
        f.foundAtMs = timestamp()`,
};

/** Idempotent. The position of a member is its index in a pattern, and the time of the payment in a case. */
export const storeMembers: Statement = {
  name: 'graph.store-members',
  keepsPlan: true,
  text: `
    UNWIND $batch.links AS link
    MATCH (f:Finding {id: link.findingId})
    CALL (link) { MATCH (t:Transaction {id: link.member}) RETURN t }
    MERGE (f)-[i:INVOLVES]->(t)
      ON CREATE SET i.finding = link.findingId, i.place = coalesce(link.position, t.occurredAtMs)`,
};

export const markFindingsTruncated: Statement = {
  name: 'graph.mark-findings-truncated',
  keepsPlan: true,
  text: `
    UNWIND $batch.ids AS id
    MATCH (f:Finding {id: id})
    SET f.truncated = true`,
};

/** For transactions for which a rule was skipped, and those that may miss a finding because of that. */
export const markTransactionsTruncated: Statement = {
  name: 'graph.mark-transactions-truncated',
  keepsPlan: true,
  text: `
    UNWIND $batch.ids AS id
    MATCH (t:Transaction {id: id})
    SET t.truncated = true`,
};

const judgement = `t.id AS id, t.erasedAtMs IS NOT NULL AS erased, coalesce(t.truncated, false) AS truncated, COLLECT {
             MATCH (f:Finding)-[:INVOLVES]->(t) WHERE NOT f.shadow RETURN f {.id, .truncated}
           } AS findings`;

/** Marks the batch's own transactions as judged. Returns the live findings of every transaction that the batch affects. */
export const judgeTransactions: Statement = {
  name: 'graph.judge-transactions',
  keepsPlan: true,
  text: `
    UNWIND $batch.rows AS row
    MATCH (t:Transaction {id: row.id})
    SET t.judgedAtMs = CASE WHEN row.own THEN coalesce(t.judgedAtMs, timestamp()) ELSE t.judgedAtMs END
    WITH t
    RETURN ${judgement}`,
};

export const readJudgements: Statement = {
  name: 'graph.read-judgements',
  keepsPlan: true,
  text: `
    UNWIND $batch.ids AS id
    MATCH (t:Transaction {id: id})
    RETURN ${judgement}, t.judgedAtMs IS NOT NULL AS judged`,
};

/** Findings with their newest members, last position first. One more than the limit shows that there are more. */
export const readFindings: Statement = {
  name: 'graph.read-findings',
  keepsPlan: true,
  text: `
    UNWIND $batch.ids AS id
    MATCH (f:Finding {id: id})
    RETURN properties(f) AS finding, COLLECT {
      MATCH ()-[i:INVOLVES]->(t:Transaction)
      WHERE i.finding = id AND i.place IS NOT NULL
      WITH i, t
      ORDER BY i.finding DESC, i.place DESC, t.id DESC
      LIMIT $limit + 1
      RETURN t {.id, .occurredAtMs, .amountMinor, .currency, .type, .payerAccount, .payeeAccount, .card, .device}
    } AS payments`,
};

/** One page of the ids of a tenant's findings, in the order in which they were first stored. */
export const pageFindings: Statement = {
  name: 'graph.page-findings',
  keepsPlan: true,
  text: `
    MATCH (f:Finding)
    WHERE f.tenant = $tenant AND f.shadow = $shadow AND f.foundAtMs >= $sinceMs AND f.id IS NOT NULL
      AND CASE f.foundAtMs WHEN $sinceMs THEN f.id > $after ELSE true END
    RETURN f.id AS id
    ORDER BY f.tenant, f.shadow, f.foundAtMs, f.id
    LIMIT $limit`,
};
