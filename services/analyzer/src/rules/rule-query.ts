// Builds the query that is sent to the database for a rule, with its rows and the thresholds of its header. Pure.
//
// A rule says `UNWIND $rows AS row`, with rows as maps. What is sent differs from that text in one place: `$rows` becomes
// `[v IN $batch.rows | {id: v[0], card: v[1], …}]`. There are two reasons.
// 1. Plans. Neo4j includes the order of magnitude of a list parameter's length in the key of its plan cache. With `$rows` a
//    rule would be planned for batches of 1, 10, 100 and 1,000 rows, each for up to seconds while a batch waits. A list
//    inside a map is not part of the key, so one plan serves every batch.
// 2. Size. Every rule is sent its rows of every batch, and rows are most of what is sent. As lists of values, with only the
//    fields that the rule uses, they are much smaller.
// Rule authors see neither: the expression has the same value as the `$rows` that docs/rules.md describes. The replacement
// stays on one line, so that the line numbers in Neo4j's errors are those of the file.
import { int, type Statement } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import type { Rule } from './rule.ts';
import { asColumns, columnsOf, mapsOfColumns } from './rule-columns.ts';

/** Whole numbers as Neo4j integers. A plain number would be a float, which LIMIT does not accept. */
const toParameter = (value: number | string) => (typeof value === 'number' ? int(value) : value);

export function ruleQuery(
  rule: Rule,
  rows: TransactionRow[],
): { statement: Statement; parameters: Record<string, unknown> } {
  const { statement, columns } = preparedOf(rule);
  const thresholds = Object.entries(rule.parameters).map(([name, value]) => [name, toParameter(value)]);
  return {
    statement,
    parameters: {
      batch: { rows: asColumns(columns, rows) },
      types: rule.types,
      ...Object.fromEntries(thresholds),
    },
  };
}

interface Prepared {
  statement: Statement;
  columns: string[];
}

// The same statement object for each call: what traced-neo4j knows about a statement is keyed by the object.
const prepared = new WeakMap<Rule, Prepared>();

function preparedOf(rule: Rule): Prepared {
  const known = prepared.get(rule);
  if (known) return known;
  const columns = columnsOf(rule);
  const text = rule.cypher.replaceAll(/\$rows\b/g, mapsOfColumns(columns, '$batch.rows'));
  const made = { statement: { name: `rule.${rule.id}`, text, keepsPlan: true }, columns };
  prepared.set(rule, made);
  return made;
}

/** The rows that have the fields and types that the rule's header asks for. */
export function rowsFor(rule: Rule, rows: TransactionRow[]): TransactionRow[] {
  return rows.filter(
    (row) =>
      rule.needs.every((need) => row[need] !== null) &&
      (rule.types.length === 0 || rule.types.some((type) => type === row.type)),
  );
}
