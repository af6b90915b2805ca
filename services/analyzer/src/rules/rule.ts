// A rule: one named query with a score. Its file is Cypher with a header of `// key: value` lines. Pure.
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
  /** `live` counts for verdicts, `shadow` is only reported, `off` does not run. */
  mode: RuleMode;
  /** 1 to 100: what one finding is worth. */
  score: number;
  /** Only transactions that have all of these are handed to the query. */
  needs: Need[];
  /** Only transactions of these types are handed to it; empty: all. Also the query's `$types`. */
  types: TransactionType[];
  /** Thresholds and windows of the header, handed to the query by the same names. */
  parameters: Record<string, number | string>;
  /** The whole file. */
  cypher: string;
}

/** What every rule's query returns, a row per hit. Without `key` its members as a set are one finding. */
export interface RuleHit {
  transactionId: string;
  members: string[];
  key?: string | null;
  evidence?: Record<string, unknown> | null;
  /** A cap bit. With no members the row only tells this. */
  truncated: boolean;
}

export const ruleModes = ['live', 'shadow', 'off'] as const;
const needs = ['card', 'device', 'ip', 'merchant'] as const;
const types = transactionEvent.shape.type.options;

const ownKeys = new Set(['id', 'version', 'score', 'mode', 'needs', 'types']);
/** Also what the rows may be nested in on their way to the database. */
const reserved = new Set(['rows', 'batch']);

/** @throws RuleFileError with all that is wrong with the header and the text; a rule that is off needs no query */
export function parseRule(fileName: string, text: string): Rule {
  const cypher = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const header = readHeader(cypher);
  const problems = [...header.problems];
  const given = (key: string) => header.values.get(key);

  function whole(key: string, most: number): number {
    const value = /^\d{1,9}$/.test(given(key) ?? '') ? Number(given(key)) : 0;
    if (value < 1 || value > most) problems.push(`write "// ${key}: <a whole number from 1 to ${most}>"`);
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
    version: whole('version', 1_000_000),
    mode: mode ?? 'off',
    score: whole('score', 100),
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
      problems.push(`"// ${key}:" is taken, $rows are the transactions: name it otherwise`);
    else if (/^-?\d{1,15}$/.test(value)) parameters[key] = Number(value);
    else if (/^[a-z][a-z0-9-]*$/.test(value)) parameters[key] = value;
    else problems.push(`"// ${key}:" takes a whole number or a lower-case word`);
  }
  return parameters;
}
