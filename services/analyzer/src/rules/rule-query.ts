// What is sent to the database for a rule: its text as it is, the slice, and the thresholds of its header. Pure.
import { int, type Statement } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import type { Rule } from './rule.ts';

export function ruleQuery(
  rule: Rule,
  rows: TransactionRow[],
): { statement: Statement; parameters: Record<string, unknown> } {
  const thresholds = Object.entries(rule.parameters).map(([name, value]) => [name, int(value)]);
  return {
    statement: { name: `rule.${rule.id}`, text: rule.cypher },
    parameters: { rows, ...Object.fromEntries(thresholds) },
  };
}
