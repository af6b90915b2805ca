// A rule that Neo4j plans for seconds and runs in milliseconds.
import { randomBytes } from 'node:crypto';

export const slowToPlanId = 'slow-to-plan';

/**
 * The text of a rule that finds every payment. Its pattern is long, so that Neo4j compares many plans. Each call returns
 * another text, of which the database has no plan yet.
 */
export function slowToPlan(hops = 9): string {
  const unique = randomBytes(3).toString('hex');
  const numbers = Array.from({ length: hops }, (_, index) => index);
  const path = numbers.map((n) => `-[:SENT]->(t${n}:Transaction)-[:RECEIVED_BY]->(a${n}:Account)`).join('');
  const conditions = numbers.map((n) => `t${n}.amountMinor > 5`).join(' AND ');
  return `// id: ${slowToPlanId}\n// version: 1\n// score: 10\n//
    UNWIND $rows AS row OPTIONAL MATCH (p${unique}:Account {id: row.payerAccount})${path} WHERE ${conditions}
    WITH DISTINCT row RETURN row.id AS transactionId, [row.id] AS members, false AS truncated`;
}
