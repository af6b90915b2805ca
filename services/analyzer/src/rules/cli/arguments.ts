// The command line of the rules CLI: words in, a command or a usage error out. Pure.
import { parseArgs } from 'node:util';

export type Command =
  | { command: 'help' }
  | { command: 'check'; file: string; rows: number; database: Record<string, string>; prepare: boolean }
  | { command: 'list'; directory: string | undefined };

/** Wrong command line; the message says how to fix it. */
export class UsageError extends Error {}

const maxRows = 5_000;

export const help = `Checks a rule file before it is used, and lists rules.

  check FILE   parse the header, let the database plan the query, run it over the newest transactions that match the header,
               and report what it found and cost. Read-only, except for --prepare
  list         list the shipped rules and those of a directory, which override them; needs no database

Flags of check
  --neo4j-uri URI   such as bolt://localhost:7687; without it, only the header is checked
  --user NAME       (default neo4j)
  --database NAME   (default neo4j)
  --rows N          number of transactions, 1 to ${maxRows} (default 200)
  --prepare         create the analyzer's constraints and indexes first; for a new database
Flag of list
  --dir DIR         (default: RULES_DIR, if set)
  -h, --help        show this help

Environment: NEO4J_URI, NEO4J_USER, NEO4J_DATABASE and RULE_BUDGET_MS; for TLS also NEO4J_CA_FILE, NEO4J_CERT_FILE and
NEO4J_KEY_FILE. The password is read only from NEO4J_PASSWORD, or from the file named by NEO4J_PASSWORD_FILE.

Exit codes: 0 good; 1 refused or failed, with the reason; 2 wrong command line or environment.`;

/** @throws UsageError */
export function readArguments(words: string[]): Command {
  const { values, positionals } = parse(words);
  const [command, file, ...more] = positionals;
  if (values.help || command === undefined || command === 'help') return { command: 'help' };
  if (command !== 'check' && command !== 'list') throw new UsageError(`unknown command '${command}'`);
  const isCheck = command === 'check';
  const strayFlag = Object.keys(values).find((flag) => (flag === 'dir') === isCheck);
  if (strayFlag) throw new UsageError(`'${command}' has no flag --${strayFlag}`);
  if (more.length > 0 || (!isCheck && file !== undefined)) {
    throw new UsageError(isCheck ? "'check' takes one file" : "'list' takes no file: use --dir DIR");
  }
  if (!isCheck) return { command, directory: values.dir };
  if (file === undefined) throw new UsageError("'check' needs a file, such as my-rule.cypher");
  const given = {
    NEO4J_URI: values['neo4j-uri'],
    NEO4J_USER: values.user,
    NEO4J_DATABASE: values.database,
  };
  const database = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return { command, file, database, rows: rowCount(values.rows), prepare: values.prepare ?? false };
}

function rowCount(text = '200'): number {
  const rows = /^\d+$/.test(text) ? Number(text) : 0;
  if (rows < 1 || rows > maxRows) throw new UsageError(`--rows takes a whole number from 1 to ${maxRows}`);
  return rows;
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        'neo4j-uri': { type: 'string' },
        user: { type: 'string' },
        database: { type: 'string' },
        rows: { type: 'string' },
        prepare: { type: 'boolean' },
        dir: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
