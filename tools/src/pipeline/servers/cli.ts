// `npm run local -- …`: the command line of the local servers.
import { UsageError } from '../../command-line.ts';
import { readArguments } from './commands/arguments.ts';
import { down } from './commands/down.ts';
import { HELP } from './commands/help.ts';
import { logs } from './commands/logs.ts';
import { quietKafkajsWarning } from './commands/quiet-warning.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';
import { printNote, printResult } from './output.ts';

const WRONG_USAGE = 2;
const INTERRUPTED = 130;

// The first signal ends in order what was begun; at the second, the watchdogs do it alone.
const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED);
    interrupt.abort(new Error('interrupted: nothing is left running that this command started'));
  });
}

async function run(words: string[]): Promise<number> {
  const given = readArguments(words);
  const { signal } = interrupt;
  switch (given.command) {
    case 'up':
      return up({ ...given, signal });
    case 'down':
      return down(given);
    case 'status':
      return status(given);
    case 'logs':
      return logs({ ...given, signal });
    case 'help':
      printResult(HELP);
      return 0;
  }
}

quietKafkajsWarning();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  printNote(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) printNote('npm run local -- --help shows what there is');
  process.exitCode = error instanceof UsageError ? WRONG_USAGE : interrupt.signal.aborted ? INTERRUPTED : 1;
}
