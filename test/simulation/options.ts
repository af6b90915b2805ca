// The command line of `npm run test:simulation`.
import { parseCommandLine, UsageError } from '@ringtrace/tools';

export interface SimulationOptions {
  help: boolean;
  /** Seeds from, including, to, excluding. */
  from: number;
  to: number;
  trace: boolean;
  planted: boolean;
  /** Writes the table of planted bugs to docs/reliability.md. */
  write: boolean;
}

export const help = `Runs the real transport and analyzer on virtual time against a simulated broker and graph. Each history draws its payments
and faults from a seed, and is checked: no payment is lost, invented, stored twice or judged wrongly, and everything recovers.
Exit code 1 if a promise is broken.

Usage: npm run test:simulation -- [options]

Options
  --histories N  how many, from seed 1 on (10,000)
  --from N       another first seed
  --seed N       only the history of this seed
  --trace        with --seed: prints it step by step
  --planted      plants one bug after the other, and shows in which history each is caught
  --write        with --planted: writes the table to docs/reliability.md
  -h, --help     this text

Examples
  npm run test:simulation
  npm run test:simulation -- --seed 18 --trace
  npm run test:simulation -- --planted`;

/** @throws UsageError */
export function readOptions(words: string[]): SimulationOptions {
  const { values } = parseCommandLine({
    args: words,
    options: {
      histories: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      trace: { type: 'boolean' },
      planted: { type: 'boolean' },
      write: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { help: isHelp = false, trace = false, planted = false, write = false } = values;
  const seed = wholeNumber('seed', values.seed);
  if (trace && seed === undefined) throw new UsageError('--trace needs --seed');
  if (planted && (seed ?? values.from ?? values.histories) !== undefined)
    throw new UsageError('--planted draws its own histories: leave out --seed, --from and --histories');
  if (write && !planted) throw new UsageError('--write needs --planted');
  const from = seed ?? wholeNumber('from', values.from) ?? 1;
  const histories = seed === undefined ? (wholeNumber('histories', values.histories) ?? 10_000) : 1;
  return { help: isHelp, from, to: from + histories, trace, planted, write };
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value !== undefined && !/^[1-9]\d{0,8}$/.test(value))
    throw new UsageError(`--${name} takes a whole number from 1, not '${value}'`);
  return value === undefined ? undefined : Number(value);
}
