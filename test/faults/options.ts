// The command line of `npm run test:faults`.
import { parseCommandLine, UsageError } from '@ringtrace/tools';

export interface FaultOptions {
  help: boolean;
  list: boolean;
  /** Writes the table to docs/reliability.md. */
  write: boolean;
  /** Names of rows; empty means all. */
  only: string[];
}

export const help = `Injects faults into a running pipeline under load, one after the other, and checks after each that no payment is
lost, invented, stored twice or judged wrongly. Prints a table. Exit code 1 if a promise is broken.

Usage: npm run test:faults -- [options]

Options
  --list         the faults, without injecting any
  --only NAME    only this fault; may be given several times
  --write        write the table to docs/reliability.md
  -h, --help     this text

Examples
  npm run test:faults
  npm run test:faults -- --only 'broker killed' --only 'database killed'`;

/** @throws UsageError */
export function readOptions(words: string[], names: string[]): FaultOptions {
  const { values } = parseCommandLine({
    args: words,
    options: {
      list: { type: 'boolean' },
      write: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const only = values.only ?? [];
  const foreign = only.find((name) => !names.includes(name));
  if (foreign !== undefined) {
    throw new UsageError(`--only '${foreign}' is none of the faults: ${names.join(', ')}`);
  }
  const { help: isHelp = false, list = false, write = false } = values;
  if (write && only.length > 0) throw new UsageError('--write needs all faults: leave out --only');
  return { help: isHelp, list, write, only };
}
