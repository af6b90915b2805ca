// A rule: a named query with a score. Its file is Cypher with a header of `// key: value` lines. Pure.
import { type TransactionEvent, transactionEvent } from '@ringtrace/contracts';
import { queryProblems } from './query-problems.ts';
import { RuleFileError } from './rule-file-error.ts';
import { readHeader } from './rule-header.ts';

export type RuleMode = (typeof ruleModes)[number];
export type Need = (typeof needs)[number];
export type TransactionType = TransactionEvent['type'];

export interface Rule {
  id: string;
  version: number;
  /** `live` affects verdicts, `shadow` is only reported, `off` does not run. */
  mode: RuleMode;
  /** 1 to 100: how much one finding counts. */
  score: number;
  /** The query gets only transactions that have all of these. */
  needs: Need[];
  /** The query gets only transactions of these types; all if empty. Also its parameter `$types`. */
  types: TransactionType[];
  /** Thresholds and windows of the header, which are query parameters of the same names. */
  parameters: Record<string, number | string>;
  /** The whole file. */
  cypher: string;
}

/** A row that a rule's query returns. */
export interface RuleHit {
  /**
   * Holds a transaction key, as `row.id` does. The column has this name because every rule file returns it, also those in
   * the RULES_DIR of others.
   */
  transactionId: string;
  /** Transaction keys. */
  members: string[];
  /** Hits with the same key are one case. Without a key, the set of members is the identity of the finding. */
  key?: string | null;
  evidence?: Record<string, unknown> | null;
  /** A cap was reached. A row without members reports only that. */
  truncated: boolean;
}

export const ruleModes = ['live', 'shadow', 'off'] as const;
const needs = ['card', 'device', 'ip', 'merchant'] as const;
const types = transactionEvent.shape.type.options;

const ownKeys = new Set(['id', 'version', 'score', 'mode', 'needs', 'types']);
/** `$rows` is sent as part of `$batch`: see rule-query.ts. */
const reserved = new Set(['rows', 'batch']);

/** @throws RuleFileError with all problems of the header and the query. A rule that is off needs no query. */
export function parseRule(fileName: string, text: string): Rule {
  const cypher = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const header = readHeader(cypher);
  const problems = [...header.problems];
  const given = (key: string) => header.values.get(key);

  function wholeNumberOf(key: string, max: number): number {
    const value = /^\d{1,9}$/.test(given(key) ?? '') ? Number(given(key)) : 0;
    if (value < 1 || value > max) problems.push(`write "// ${key}: <a whole number from 1 to ${max}>"`);
    return value;
  }

  function listOf<Value extends string>(key: string, known: readonly Value[]): Value[] {
    const values = given(key)?.split(/\s*,\s*/) ?? [];
    const found = known.filter((value) => values.includes(value));
    if (found.length !== new Set(values).size)
      problems.push(`"// ${key}:" knows only ${known.join(', ')}, with commas between`);
    return found;
  }

  const mode = ruleModes.find((each) => each === (given('mode') ?? 'live'));
  if (mode === undefined) problems.push(`"// mode:" is one of ${ruleModes.join(', ')}`);
  const parameters = parametersOf(header.values, problems);
  const rule: Rule = {
    id: idOf(fileName, given('id'), problems),
    version: wholeNumberOf('version', 1_000_000),
    mode: mode ?? 'off',
    score: wholeNumberOf('score', 100),
    needs: listOf('needs', needs),
    types: listOf('types', types),
    parameters,
    cypher,
  };
  if (mode !== 'off' && header.problems.length === 0) problems.push(...queryProblems(rule));
  if (problems.length > 0) throw new RuleFileError(fileName, problems);
  return rule;
}

function idOf(fileName: string, id: string | undefined, problems: string[]): string {
  const [, expected] = /^([a-z][a-z0-9-]{1,63})\.cypher$/.exec(fileName) ?? [];
  if (expected === undefined)
    problems.push('name the file in lower case, digits and dashes, such as my-rule.cypher');
  else if (id !== expected) problems.push(`write "// id: ${expected}", the name of the file`);
  return expected ?? '';
}

function parametersOf(values: ReadonlyMap<string, string>, problems: string[]): Rule['parameters'] {
  const parameters: Rule['parameters'] = {};
  for (const [key, value] of values) {
    if (ownKeys.has(key)) continue;
    if (reserved.has(key))
      problems.push(`"// ${key}:" is reserved, $rows are the transactions: use another name`);
    else if (/^-?\d{1,15}$/.test(value)) parameters[key] = Number(value);
    else if (/^[a-z][a-z0-9-]*$/.test(value)) parameters[key] = value;
    else problems.push(`"// ${key}:" takes a whole number or a lower-case word`);
  }
  return parameters;
}
