// A rule: one named query with a score. Its file is Cypher with a header of `// key: value` lines. Pure.
import { SafeError } from '@ringtrace/telemetry';

export interface Rule {
  id: string;
  version: number;
  /** 1 to 100: what one hit is worth. */
  score: number;
  /** Thresholds and windows of the header, handed to the query by the same names. */
  parameters: Record<string, number>;
  cypher: string;
}

/** What every rule's query returns, a row per hit. */
export interface RuleHit {
  transactionId: string;
  /** Transactions of the ring, in event order. */
  members: string[];
  evidence: Record<string, unknown>;
  truncated: boolean;
}

/** A rule file that cannot be used: its message names the file and what is wrong. Correcting it is the only help. */
export class RuleFileError extends SafeError {}

/** @throws RuleFileError naming the file and what its header lacks */
export function parseRule(fileName: string, text: string): Rule {
  const header = headerOf(text);
  const whole = (key: string, max: number) => {
    const value = Number(header.get(key));
    if (!Number.isInteger(value) || value < 1 || value > max) {
      throw new RuleFileError(`${fileName}: the header needs "// ${key}: <1 to ${max}>"`);
    }
    return value;
  };
  const id = header.get('id');
  if (id === undefined || !/^[a-z][a-z0-9-]{1,63}$/.test(id) || `${id}.cypher` !== fileName) {
    throw new RuleFileError(
      `${fileName}: the header needs "// id:" with the name of the file, in lower case and dashes`,
    );
  }
  return {
    id,
    version: whole('version', 1_000_000),
    score: whole('score', 100),
    parameters: parametersOf(fileName, header),
    cypher: text,
  };
}

const ownKeys = new Set(['id', 'version', 'score']);

function parametersOf(fileName: string, header: Map<string, string>): Record<string, number> {
  const parameters: Record<string, number> = {};
  for (const [key, value] of header) {
    if (ownKeys.has(key)) continue;
    if (!Number.isSafeInteger(Number(value)))
      throw new RuleFileError(`${fileName}: "// ${key}:" must be a whole number`);
    parameters[key] = Number(value);
  }
  return parameters;
}

// The header ends with the first line that is not `// key: value`.
function headerOf(text: string): Map<string, string> {
  const header = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\/\/ ([a-zA-Z]+): (\S+)\s*$/.exec(line);
    if (!match) break;
    header.set(match[1] as string, match[2] as string);
  }
  return header;
}
