// The command line of `npm run test:faults`.
import { parseCommandLine, UsageError } from '@ringtrace/tools';

export interface FaultOptions {
  help: boolean;
  list: boolean;
  /** Writes the table to docs/reliability.md. */
  write: boolean;
  quick: boolean;
  /** Names of rows; empty means all. */
  only: string[];
  /** Instead of the matrix. */
  soakMinutes?: number;
}

export const help = `Injects faults into a running pipeline under load, one after the other, and checks after each that no payment is
lost, invented, stored twice or judged wrongly. Prints a table. Exit code 1 if a promise is broken.

Usage: npm run test:faults -- [options]

Options
  --list         the faults, without injecting any; with --quick those of the quick set
  --quick        only the quick set
  --only NAME    only this fault; may be given several times
  --soak TIME    no faults, but load for this long, such as 30m, while every part is restarted again and again
  --write        write the table to docs/reliability.md
  -h, --help     this text

Examples
  npm run test:faults
  npm run test:faults -- --quick
  npm run test:faults -- --only 'broker killed' --only 'database killed'
  npm run test:faults -- --soak 30m --write`;

/** @throws UsageError */
export function readOptions(words: string[], names: string[]): FaultOptions {
  const { values } = parseCommandLine({
    args: words,
    options: {
      list: { type: 'boolean' },
      quick: { type: 'boolean' },
      write: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      soak: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { help: isHelp = false, list = false, quick = false, write = false, only = [], soak } = values;
  const foreign = only.find((name) => !names.includes(name));
  if (foreign !== undefined) {
    throw new UsageError(`--only '${foreign}' is none of the faults: ${names.join(', ')}`);
  }
  if (soak !== undefined && !/^[1-9]\d{0,3}m$/.test(soak)) {
    throw new UsageError(`--soak ${soak}: use minutes, such as 30m`);
  }
  if (write && (quick || only.length > 0)) {
    throw new UsageError('--write needs all faults: leave out --only and --quick');
  }
  const options = { help: isHelp, list, quick, write, only };
  return soak === undefined ? options : { ...options, soakMinutes: Number.parseInt(soak, 10) };
}
