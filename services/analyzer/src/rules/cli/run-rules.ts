// From the words of the command line to an exit code.
import { ConfigError } from '@ringtrace/service-shell';
import { SafeError } from '@ringtrace/telemetry';
import { RuleFileError } from '../rule-file-error.ts';
import { help, readArguments, UsageError } from './arguments.ts';
import { checkCommand } from './check-command.ts';
import { listCommand } from './list-command.ts';

export interface Terminal {
  print(text: string): void;
  printError(text: string): void;
}

/** Exit code: 0 good; 1 refused or failed; 2 wrong command line or environment. */
export async function runRules(words: string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  try {
    return await run(words, env, terminal.print);
  } catch (error) {
    terminal.printError(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

async function run(words: string[], env: NodeJS.ProcessEnv, print: Terminal['print']): Promise<number> {
  const given = readArguments(words);
  switch (given.command) {
    case 'help':
      print(help);
      return 0;
    case 'list':
      return (await listCommand(given.directory ?? env.RULES_DIR, print)) ? 0 : 1;
    case 'check':
      await checkCommand(given, env, print);
      return 0;
  }
}

// The reader is the rule's author, so Neo4j's own message is shown, though it repeats the query.
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n--help shows commands and flags`;
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof SafeError)) return `failed: ${error instanceof Error ? error.stack : String(error)}`;
  const cause = error.cause instanceof Error ? `\n${error.cause.message}` : '';
  if (!(error instanceof RuleFileError)) return `failed: ${error.message}${cause}`;
  return [`refused: ${error.file}`, ...error.reasons.map((reason) => `- ${reason}`)].join('\n') + cause;
}
