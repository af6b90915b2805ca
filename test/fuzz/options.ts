// Parses the command line of `npm run test:fuzz`. Pure: words in, options or a usage error out.
import { parseCommandLine, UsageError, wholeNumber } from '@ringtrace/tools';

export interface FuzzOptions {
  help: boolean;
  /** Fewer cases, for CI. */
  short: boolean;
  /** Undefined: a new seed. */
  seed: number | undefined;
  /** Names of targets; empty means all. */
  only: string[];
  /** Multiplies the number of cases. */
  times: number;
}

export const help = `Sends hostile input to everything that takes input, and checks that no guarantee breaks.

  npm run test:fuzz                 everything, over 100,000 cases
  npm run test:fuzz -- --short      few cases of each, under 90 seconds, as CI does

Flags
  --seed N       the same cases again (default: a new seed, which is printed)
  --only A,B     only these targets: their names are in the table that it prints
  --times N      so many times the cases, 1 to 1000
  -h, --help     this text

Exit codes: 0 no finding, 1 a finding or a failure, 2 wrong command line.`;

/** @throws UsageError */
export function readOptions(words: string[], targets: readonly string[]): FuzzOptions {
  const { help: isHelp = false, short = false, seed, only = '', times = '1' } = parse(words);
  if (seed !== undefined && !/^\d{1,9}$/.test(seed))
    throw new UsageError('--seed takes a whole number below 10^9');
  const names = only.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !targets.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--only knows ${targets.join(', ')}; not ${unknown.join(', ')}`);
  return {
    help: isHelp,
    short,
    seed: seed === undefined ? undefined : Number(seed),
    only: names,
    times: wholeNumber('times', times, 1, 1_000),
  };
}

function parse(words: string[]) {
  return parseCommandLine({
    args: words,
    options: {
      help: { type: 'boolean', short: 'h' },
      short: { type: 'boolean' },
      seed: { type: 'string' },
      only: { type: 'string' },
      times: { type: 'string' },
    },
  }).values;
}
