// Reads the command line of `npm run bench`. Pure: words in, options or a usage error out.
import { parseCommandLine, UsageError, wholeNumber } from '../command-line.ts';
import { type MeasureName, measureNames } from './sizes.ts';

export interface BenchOptions {
  help: boolean;
  mode: 'quick' | 'full';
  /** In the order in which they run. */
  only: MeasureName[];
  /** Share of traces that are kept in every measure but `tracing`, 0 to 1. */
  sampled: number;
  jvm: 'full' | 'quick';
  /** Measures repeat less often where this is less than they need. Undefined: as long as the mode takes. */
  minutes?: number;
}

export const benchHelp = `Measures how fast the pipeline is, on real Kafka and Neo4j of its own, and prints it beside what we want to reach.

  npm run bench                   everything, about 25 minutes on 2 cores; results/full.json and full.md
  npm run bench -- --quick        everything smaller, under 5 minutes; results/quick.json and quick.md

Flags
  --quick            smaller numbers, fewer repetitions: a look, not a result
  --only A,B         only these: ${measureNames.join(', ')}
                     (results/only.json and only.md: what is committed stays)
  --sampled PERCENT  how many of 100 traces are kept, 0 to 100 (default 10; 'tracing' measures what it costs)
  --minutes N        repeat less often, so that it takes about so long (2 to 240)
  --jvm full|quick   Kafka and Neo4j with Java's full compiler, as servers that stay have it (default), or with the
                     quick one only
  -h, --help         this text

It needs Linux, Java and a machine that does nothing else. Ctrl-C ends everything that it has started.

Exit codes: 0 measured (reached or not), 1 failed, 2 wrong command line, 130 interrupted.`;

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
