// Which fields of its rows a rule can see: only these are sent to the database, where a rule is sent a batch at a time
// and most of what is sent is rows. Pure.
import { cypherWords } from './cypher-words.ts';
import { rowFields } from './graph-vocabulary.ts';
import type { Rule } from './rule.ts';

/**
 * Every field whose name stands anywhere in the query or is the value of a parameter, `id` first; all fields, if the query
 * takes a row apart without naming them.
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

/** Rows as lists of these fields, and the expression that makes maps of them again. */
export function asColumns(columns: string[], rows: object[]): unknown[][] {
  return rows.map((row) => columns.map((column) => (row as Record<string, unknown>)[column]));
}

export function mapsOfColumns(columns: string[], list: string): string {
  return `[v IN ${list} | {${columns.map((column, at) => `${column}: v[${at}]`).join(', ')}}]`;
}
