// Parses the command line of `npm run bench`. Pure.
import { parseCommandLine, UsageError, wholeNumber } from '../program.ts';
import { type MeasureName, measureNames } from './sizes.ts';

export interface BenchOptions {
  help: boolean;
  mode: 'quick' | 'full';
  /** In execution order. */
  only: MeasureName[];
  /** Trace sampling rate, 0 to 1, in every measure but `tracing`. */
  sampled: number;
  jvm: 'full' | 'quick';
  /** Time limit; measures then repeat less often. Undefined: the time the mode needs. */
  minutes?: number;
}

export const benchHelp = `Measures how fast the pipeline is, on its own Kafka and Neo4j, and prints the results beside the targets.

  npm run bench                   everything, about 25 minutes on 2 cores; results/full.json and full.md
  npm run bench -- --quick        smaller, under 5 minutes; results/quick.json and quick.md

Flags
  --quick            smaller numbers, fewer repetitions; an impression, not a result
  --only A,B         run only these: ${measureNames.join(', ')}
                     (written to results/only.json and only.md, which are not committed)
  --sampled PERCENT  trace sampling, 0 to 100 (default 10; 'tracing' measures its cost)
  --minutes N        repeat less often, to take about N minutes (2 to 240)
  --jvm full|quick   run Kafka and Neo4j with Java's full JIT compiler, as in production (default), or only the
                     quick one
  -h, --help         show this text

Needs Linux, Java and an otherwise idle machine. Ctrl-C stops everything it started.

Exit codes: 0 measured (targets met or not), 1 failed, 2 wrong command line, 130 interrupted.`;

/** Throws UsageError. */
export function readOptions(words: string[]): BenchOptions {
  const { help = false, quick = false, only, sampled = '10', jvm = 'full', minutes } = parse(words);
  if (jvm !== 'full' && jvm !== 'quick') throw new UsageError('--jvm takes full or quick');
  return {
    help,
    mode: quick ? 'quick' : 'full',
    only: measures(only),
    sampled: wholeNumber('sampled', sampled, 0, 100) / 100,
    jvm,
    ...(minutes === undefined ? {} : { minutes: wholeNumber('minutes', minutes, 2, 240) }),
  };
}

function parse(words: string[]) {
  return parseCommandLine({
    args: words,
    options: {
      help: { type: 'boolean', short: 'h' },
      quick: { type: 'boolean' },
      only: { type: 'string' },
      sampled: { type: 'string' },
      jvm: { type: 'string' },
      minutes: { type: 'string' },
    },
  }).values;
}

function measures(list: string | undefined): MeasureName[] {
  if (list === undefined) return [...measureNames];
  const wanted = new Set(list.split(','));
  for (const name of wanted) {
    if (!measureNames.some((known) => known === name))
      throw new UsageError(`--only knows no '${name}'; there are ${measureNames.join(', ')}`);
  }
  return measureNames.filter((name) => wanted.has(name));
}
