// Parses the command line of `npm run bench:quality`. Pure.
import { parseCommandLine, UsageError, wholeNumber } from '../program.ts';

export interface QualityOptions {
  help: boolean;
  /** The kind of run; also the name of its results. */
  run: 'full' | 'quick' | 'csv' | 'own';
  /** Choose thresholds instead of evaluating. */
  tune: boolean;
  /** Seeds of the generated days. */
  seeds: number[];
  transactions: number;
  /** Judge by the reference model, in memory, instead of the pipeline. */
  byReference: boolean;
  csvFolder: string | undefined;
  compress: number;
  rulesFolder: string | undefined;
  gate: boolean;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** Thresholds are chosen on the tuning days and reported on the held-back days. */
const tuningSeeds = range(1, 8);
const heldBackSeeds = range(111, 116);
const sizes = { full: 20_000, quick: 10_000 };
const minTransactions = 2_000;
const maxTransactions = 1_000_000;
const maxSeed = 2 ** 32 - 1;

export const qualityHelp = `Measures detection quality: runs labelled days of payments through the whole pipeline on real servers.

  npm run bench:quality                  6 held-back days of 20,000 payments, some minutes; tools/results/quality.json
  npm run bench:quality -- --quick       2 days of 10,000; an impression, not a result
  npm run bench:quality -- --reference   with the reference model in memory, no servers; seconds
  npm run bench:quality -- --tune        try a grid of thresholds on 8 other days, in memory
  npm run bench:quality -- --csv FOLDER  your own labelled data: transactions.csv and alert_transactions.csv in AMLSim's
                                         format

Flags
  --seeds A-B         other days: a seed or a range of seeds, 0 to ${maxSeed}
  --transactions N    payments per day, ${minTransactions} to ${maxTransactions}
  --rules FOLDER      rule files that add to the shipped ones or override them (not with --reference, --tune)
  --compress N        with --csv: divide times by N, 1 to 10000 (24 turns days into hours, for data booked by the day)
  --gate              also exit with 1 if a target is missed
  -h, --help          show this text

Exit codes: 0 evaluated, 1 failed, 2 wrong command line, 130 interrupted.`;

/** Throws UsageError. */
export function readOptions(words: string[]): QualityOptions {
  const flags = parse(words);
  const { help = false, quick = false, reference = false, tune = false, gate = false, csv, rules } = flags;
  exclude({ quick, tune, csv: csv !== undefined });
  if (rules !== undefined && (reference || tune))
    throw new UsageError('--rules needs the pipeline, not --reference or --tune');
  if (csv !== undefined && (flags.seeds ?? flags.transactions) !== undefined)
    throw new UsageError('--seeds and --transactions cannot be used with --csv');
  if (flags.compress !== undefined && csv === undefined) throw new UsageError('--compress needs --csv');
  const run = csv !== undefined ? 'csv' : quick ? 'quick' : 'full';
  const seeds = flags.seeds === undefined ? undefined : readRange(flags.seeds);
  const transactions = readOptional('transactions', flags.transactions, minTransactions, maxTransactions);
  return {
    help,
    run: (seeds ?? transactions ?? rules) !== undefined && csv === undefined ? 'own' : run,
    tune,
    seeds: seeds ?? (tune ? tuningSeeds : quick ? heldBackSeeds.slice(0, 2) : heldBackSeeds),
    transactions: transactions ?? (quick ? sizes.quick : sizes.full),
    byReference: reference || tune,
    csvFolder: csv,
    compress: readOptional('compress', flags.compress, 1, 10_000) ?? 1,
    rulesFolder: rules,
    gate,
  };
}

function parse(words: string[]) {
  return parseCommandLine({
    args: words,
    options: {
      help: { type: 'boolean', short: 'h' },
      quick: { type: 'boolean' },
      reference: { type: 'boolean' },
      tune: { type: 'boolean' },
      csv: { type: 'string' },
      compress: { type: 'string' },
      seeds: { type: 'string' },
      transactions: { type: 'string' },
      rules: { type: 'string' },
      gate: { type: 'boolean' },
    },
  }).values;
}

function exclude(flags: Record<string, boolean>): void {
  const given = Object.keys(flags).filter((name) => flags[name]);
  if (given.length > 1) throw new UsageError(`--${given.join(' and --')} cannot be combined`);
}

function readRange(text: string): number[] {
  const [, from = '', to = from] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last > maxSeed || last < first || last - first >= 1_000) {
    throw new UsageError(
      `--seeds takes a number or a range such as 101-106, 0 to ${maxSeed}, at most 1,000 of them`,
    );
  }
  return range(first, last);
}

function readOptional(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  return text === undefined ? undefined : wholeNumber(flag, text, min, max);
}
