// Parses the command line of `npm run demo`. Pure.
import { parseCommandLine, wholeNumber } from '../program.ts';
import { minTransactions } from '../traffic/demo/generate-traffic.ts';

export interface DemoOptions {
  help: boolean;
  /** Exit after the report; the exit code says whether all was found. */
  once: boolean;
  transactions: number;
  seed: number;
  /** Requests per second. */
  rate: number;
}

const maxTransactions = 1_000_000;
const maxPerSecond = 100_000;
const maxSeed = 2 ** 32 - 1;

export const demoHelp = `Runs the whole pipeline on real servers: sends a realistic stream of payments and shows what was found.

  npm run demo                    stays up afterwards, so you can look around; Ctrl-C stops it
  npm run demo -- --once          exits by itself, with 0 only if everything was found and nothing was lost

Flags
  --transactions N   number of payments, ${minTransactions} to ${maxTransactions} (default 2000)
  --rate N           payments per second, 1 to ${maxPerSecond} (default 100, which a small machine judges without delay;
                     at higher rates payments queue up, but nothing is lost)
  --seed N           send a different stream, 0 to ${maxSeed} (default 1)
  -h, --help         show this text

Set KAFKA_BROKERS, NEO4J_URI (with NEO4J_USER, NEO4J_PASSWORD) or DD_TRACE_AGENT_URL to use existing servers.

Exit codes: 0 done, 1 failed or results differ, 2 wrong command line, 130 interrupted before the end.`;

/** Throws UsageError. */
export function readOptions(words: string[]): DemoOptions {
  const { help = false, once = false, transactions, rate, seed } = parse(words);
  return {
    help,
    once,
    transactions: wholeNumber('transactions', transactions ?? '2000', minTransactions, maxTransactions),
    rate: wholeNumber('rate', rate ?? '100', 1, maxPerSecond),
    seed: wholeNumber('seed', seed ?? '1', 0, maxSeed),
  };
}

function parse(words: string[]) {
  return parseCommandLine({
    args: words,
    options: {
      help: { type: 'boolean', short: 'h' },
      once: { type: 'boolean' },
      transactions: { type: 'string' },
      rate: { type: 'string' },
      seed: { type: 'string' },
    },
  }).values;
}
