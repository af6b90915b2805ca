// Reads the command line of `npm run test:fuzz`. Pure: words in, options or a usage error out.
import { parseArgs } from 'node:util';

export interface FuzzOptions {
  help: boolean;
  /** Few cases, for CI. */
  short: boolean;
  /** Undefined: a new one. */
  seed: number | undefined;
  /** Names of targets; empty: all. */
  only: string[];
  /** Multiplies the number of cases. */
  times: number;
}

/** The command line is wrong; its message says how. */
export class UsageError extends Error {}

export const help = `Hostile input to everything that takes input, and whether a promise breaks.

  npm run test:fuzz                 everything, over 100,000 cases
  npm run test:fuzz -- --short      few cases of each, under 90 seconds, as CI does

Flags
  --seed N       the same cases again (default: a new seed, which is printed)
  --only A,B     only these targets: their names are in the table that it prints
  --times N      so many times the cases, 1 to 1000
  -h, --help     this text

Exit codes: 0 no finding, 1 a finding or a failure, 2 wrong command line.`;

/** Throws UsageError. */
export function readOptions(words: string[], targets: readonly string[]): FuzzOptions {
  const { help: isHelp = false, short = false, seed, only = '', times = '1' } = parse(words);
  if (seed !== undefined && !/^\d{1,9}$/.test(seed))
    throw new UsageError('--seed takes a whole number below 10^9');
  if (!/^[1-9]\d{0,2}$|^1000$/.test(times))
    throw new UsageError('--times takes a whole number from 1 to 1000');
  const names = only.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !targets.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--only knows ${targets.join(', ')}; not ${unknown.join(', ')}`);
  return {
    help: isHelp,
    short,
    seed: seed === undefined ? undefined : Number(seed),
    only: names,
    times: Number(times),
  };
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        help: { type: 'boolean', short: 'h' },
        short: { type: 'boolean' },
        seed: { type: 'string' },
        only: { type: 'string' },
        times: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
