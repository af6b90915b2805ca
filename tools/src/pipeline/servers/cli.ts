// `npm run local -- …`: the command line of the local servers.
import { runProgram } from '../../program.ts';
import { type Command, help, readArguments } from './arguments.ts';
import { down, logs, status, up } from './commands.ts';

await runProgram({
  command: 'npm run local',
  help,
  readOptions: (words) => {
    const given = readArguments(words);
    return { given, help: given.command === 'help' };
  },
  run: ({ given }, { signal }) => run(given, signal),
});

async function run(given: Command, signal: AbortSignal): Promise<number> {
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
      return 0;
  }
}
