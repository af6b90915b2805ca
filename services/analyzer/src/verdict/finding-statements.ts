// The statements that keep findings and read them back. Pure data.
import type { Statement } from '@ringtrace/traced-neo4j';

/** Idempotent: a finding that is known stays as it was first found. */
export const storeFindings: Statement = {
  name: 'graph.store-findings',
  text: `
    UNWIND $findings AS finding
    MERGE (f:Finding {id: finding.id})
      ON CREATE SET f.rule = finding.rule, f.ruleVersion = finding.ruleVersion, f.score = finding.score,
                    f.members = finding.members, f.evidence = finding.evidence, f.truncated = finding.truncated,
                    f.foundAtMs = timestamp()
    FOREACH (member IN finding.members |
      MERGE (t:Transaction {id: member})
      MERGE (f)-[:INVOLVES]->(t))`,
};

/** Marks the slice's own transactions as judged and reads the findings of all that the slice has touched. */
export const judgeTransactions: Statement = {
  name: 'graph.judge-transactions',
  text: `
    UNWIND $rows AS row
    MATCH (t:Transaction {id: row.id})
    FOREACH (_ IN CASE WHEN row.own AND t.judgedAtMs IS NULL THEN [1] ELSE [] END | SET t.judgedAtMs = timestamp())
    WITH t
    OPTIONAL MATCH (f:Finding)-[:INVOLVES]->(t)
    WITH t.id AS id, collect(f) AS findings
    RETURN id, [f IN findings | properties(f)] AS findings`,
};

export const readVerdict: Statement = {
  name: 'graph.read-verdict',
  text: `
    MATCH (t:Transaction {id: $id})
    OPTIONAL MATCH (f:Finding)-[:INVOLVES]->(t)
    WITH t.judgedAtMs IS NOT NULL AS judged, collect(f) AS findings
    RETURN judged, [f IN findings | properties(f)] AS findings`,
};

export const readRings: Statement = {
  name: 'graph.read-rings',
  text: `
    MATCH (f:Finding)
    WHERE f.foundAtMs >= $sinceMs AND (f.foundAtMs > $sinceMs OR f.id > $after)
    RETURN properties(f) AS finding
    ORDER BY f.foundAtMs, f.id
    LIMIT $limit`,
};
