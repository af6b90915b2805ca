// Reads an analyzer's /metrics: where the time went, and whether every rule judged everything.
import type { Service } from '../../pipeline/start-services.ts';

/** By name and labels, in Prometheus notation. */
export type Samples = Map<string, number>;

export interface OwnAccount {
  batches: number;
  /** Seconds that statements were in flight per 1,000 transactions, by statement name. */
  statementSeconds: Record<string, number>;
  /** How often a rule was cut off and then retried successfully, and how often it was given up. */
  rulesRetried: number;
  rulesGivenUp: number;
}

/** Starts watching; the returned function gives what has happened since. */
export async function watchAnalyzer({ url }: Pick<Service, 'url'>) {
  const before = await readSamples(url);
  return async (transactions: number): Promise<OwnAccount> =>
    accountOf(before, await readSamples(url), transactions);
}

/** Throws if a rule was given up: a verdict without one of the rules makes the measurement worthless. */
export function expectEveryRule({ rulesGivenUp }: OwnAccount): void {
  if (rulesGivenUp > 0)
    throw new Error(`invalid: a rule was over its budget and given up ${rulesGivenUp} times`);
}

/** Pure. */
export function parseSamples(text: string): Samples {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** Pure. */
export function accountOf(before: Samples, after: Samples, transactions: number): OwnAccount {
  const since = (match: (sample: string) => boolean) =>
    [...after].flatMap(([name, value]) =>
      match(name) ? [[name, value - (before.get(name) ?? 0)] as const] : [],
    );
  const total = (match: (sample: string) => boolean) =>
    since(match).reduce((sum, [, value]) => sum + value, 0);
  const cutOffs = (outcome: string) =>
    total((name) => name.startsWith('ringtrace_rule_cutoffs_total') && name.includes(`outcome="${outcome}"`));
  const statements = since((name) => name.startsWith('neo4j_statement_seconds_sum'));
  return {
    batches: total((name) => name.startsWith('kafka_consumer_batch_seconds_count')),
    statementSeconds: Object.fromEntries(
      statements.flatMap(([name, seconds]) => {
        const statement = /statement="([^"]+)"/.exec(name)?.[1];
        return statement && seconds > 0 ? [[statement, (seconds * 1_000) / transactions]] : [];
      }),
    ),
    rulesRetried: cutOffs('retried'),
    rulesGivenUp: cutOffs('gave_up'),
  };
}

async function readSamples(url: string): Promise<Samples> {
  return parseSamples(await (await fetch(`${url}/metrics`)).text());
}
