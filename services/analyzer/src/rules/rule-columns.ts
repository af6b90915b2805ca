// Selects the row fields that a rule uses. Only these are sent to the database: rows are most of what a rule's query
// sends. Pure.
import { cypherWords } from './cypher-words.ts';
import { rowFields } from './graph-vocabulary.ts';
import type { Rule } from './rule.ts';

/**
 * `id`, and every field whose name occurs anywhere in the query or is the value of a parameter. All fields if the query
 * accesses rows without naming fields.
 */
export function columnsOf({ cypher, parameters }: Pick<Rule, 'cypher' | 'parameters'>): string[] {
  if (takesWholeRows(cypher)) return [...rowFields];
  const words = new Set([...(cypher.match(/\w+/g) ?? []), ...Object.values(parameters)]);
  return rowFields.filter((field) => field === 'id' || words.has(field));
}

// properties(row), keys(row), row {.*}
function takesWholeRows(cypher: string): boolean {
  const words = cypherWords(cypher).map(({ text }) => text.toLowerCase());
  return words.some(
    (word, at) =>
      (['properties', 'keys'].includes(word) && words[at + 1] === '(') ||
      (word === '.' && words[at + 1] === '*'),
  );
}

/** Rows as lists of values, in the order of `columns`. */
export function asColumns(columns: string[], rows: object[]): unknown[][] {
  return rows.map((row) => columns.map((column) => (row as Record<string, unknown>)[column]));
}

/** The Cypher expression that turns such lists back into maps. */
export function mapsOfColumns(columns: string[], list: string): string {
  return `[v IN ${list} | {${columns.map((column, at) => `${column}: v[${at}]`).join(', ')}}]`;
}
