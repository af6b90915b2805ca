// What is sent to the database for a rule: its text, the rows that concern it, and the thresholds of its
// header. Pure.
import { int, type Statement } from '@ringtrace/traced-neo4j';
import type { TransactionRow } from '../graph/write-transactions.ts';
import type { Rule } from './rule.ts';
import { asColumns, columnsOf, mapsOfColumns } from './rule-columns.ts';

/** A whole number as integer: as a parameter, a plain number is a float, which no LIMIT takes. */
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

// One object a rule: what is known of a statement is kept by it.
const prepared = new WeakMap<Rule, Prepared>();

function preparedOf(rule: Rule): Prepared {
  const known = prepared.get(rule);
  if (known) return known;
  const columns = columnsOf(rule);
  // A list that is a parameter itself is planned anew for each order of magnitude of its length; one in a map is not.
  const text = rule.cypher.replaceAll(/\$rows\b/g, mapsOfColumns(columns, '$batch.rows'));
  const made = { statement: { name: `rule.${rule.id}`, text, keepsPlan: true }, columns };
  prepared.set(rule, made);
  return made;
}

/** The rows that have what the rule needs and are of a type that it looks at. */
export function rowsFor(rule: Rule, rows: TransactionRow[]): TransactionRow[] {
  return rows.filter(
    (row) =>
      rule.needs.every((need) => row[need] !== null) &&
      (rule.types.length === 0 || rule.types.some((type) => type === row.type)),
  );
}
