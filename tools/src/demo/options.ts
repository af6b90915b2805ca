// Reads the demo's command line. Pure: words in, options or a usage error out.
import { parseCommandLine, wholeNumber } from '../command-line.ts';
import { minTransactions } from '../traffic/demo/generate-traffic.ts';

export interface DemoOptions {
  help: boolean;
  /** Ends after the report, with what was found as exit code. */
  once: boolean;
  transactions: number;
  seed: number;
  /** Requests per second. */
  rate: number;
}

const maxTransactions = 1_000_000;
const maxPerSecond = 100_000;
const maxSeed = 2 ** 32 - 1;

export const demoHelp = `The whole pipeline on real servers: sends a realistic stream, then shows what was found in it.

  npm run demo                    stays up afterwards, to look around; Ctrl-C ends it
  npm run demo -- --once          ends by itself: exit code 0 only if everything was found and nothing was lost

Flags
  --transactions N   how many to send, ${minTransactions} to ${maxTransactions} (default 2000)
  --rate N           how many per second, 1 to ${maxPerSecond} (default 100: verdicts then follow at once on a small
                     machine; beyond what the analyzer judges per second they queue up, and nothing is lost)
  --seed N           another stream, 0 to ${maxSeed} (default 1)
  -h, --help         this text

KAFKA_BROKERS, NEO4J_URI (with NEO4J_USER, NEO4J_PASSWORD) and DD_TRACE_AGENT_URL name servers to use instead of
starting them.

Exit codes: 0 done, 1 something differs or failed, 2 wrong command line, 130 interrupted before the end.`;

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
