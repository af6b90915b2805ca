// From the words of the command line to an exit code.
import { ConfigError } from '@ringtrace/service-shell';
import { SafeError } from '@ringtrace/telemetry';
import { RuleFileError } from '../rule-file-error.ts';
import { help, readArguments, UsageError } from './arguments.ts';
import { checkCommand } from './check-command.ts';
import { listCommand } from './list-command.ts';

export interface Terminal {
  say(text: string): void;
  sayError(text: string): void;
}

/** Exit code: 0 good, 1 refused or failed, 2 wrong command line or environment. */
export async function runRules(words: string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  try {
    return await run(words, env, terminal.say);
  } catch (error) {
    terminal.sayError(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

async function run(words: string[], env: NodeJS.ProcessEnv, say: Terminal['say']): Promise<number> {
  const given = readArguments(words);
  switch (given.command) {
    case 'help':
      say(help);
      return 0;
    case 'list':
      return (await listCommand(given.directory ?? env.RULES_DIR, say)) ? 0 : 1;
    case 'check':
      await checkCommand(given, env, say);
      return 0;
  }
}

// Its author sits in front of it, so Neo4j's own words, which repeat the query, are shown.
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n--help shows what there is`;
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof SafeError)) return `failed: ${error instanceof Error ? error.stack : String(error)}`;
  const words = error.cause instanceof Error ? `\n${error.cause.message}` : '';
  if (!(error instanceof RuleFileError)) return `failed: ${error.message}${words}`;
  return [`refused: ${error.file}`, ...error.reasons.map((reason) => `- ${reason}`)].join('\n') + words;
}
