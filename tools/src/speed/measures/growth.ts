// The same stream on two databases, one with little history and one with much, in turn.
import type { Backends } from '../../pipeline/servers/addresses.ts';
import type { Payment } from '../../reference/payment.ts';
import { pairRatios } from '../../statistics.ts';
import { newMarker } from '../../traffic/endless/new-stream.ts';
import { PaymentStream, type StreamOptions } from '../../traffic/endless/payment-stream.ts';
import { sum } from '../machine/process-usage.ts';
import type { Measured } from '../report.ts';
import { withAnalyzer } from '../setup/analyzers.ts';
import type { Bench } from '../setup/bench.ts';
import { neo4jPid, startMeasured } from '../setup/start-bench.ts';
import { storeHistory } from '../setup/store-history.ts';
import { type Drain, drainTopic, drainWhole } from './drain-topic.ts';

interface Store {
  backends: Backends;
  pid: number;
  stored: number;
  drains: Drain[];
}

const historyDays = 180;
const perSecond = 3;

export async function measureGrowth(bench: Bench): Promise<Measured> {
  const { sizes, clock } = bench;
  const { recent, old } = histories(sizes.storedSmall, sizes.storedLarge);
  const small: Store = { backends: bench.backends, pid: bench.pids.neo4j, stored: 0, drains: [] };
  small.stored = await storeHistory(bench, small.backends, recent, sizes.storedSmall);
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const backends = await startMeasured('bench-large', ['neo4j'], bench.options, {
      ...bench,
      onEnd: (close) => closers.push(close),
    });
    const older = sizes.storedLarge - sizes.storedSmall;
    const stored =
      (await storeHistory(bench, backends, old, older, () => clock.hasTime(0.5))) +
      (await storeHistory(bench, backends, recent, sizes.storedSmall));
    const large: Store = { backends, pid: neo4jPid(backends), stored, drains: [] };
    await drainInTurn(bench, small, large, recent);
    return result(small, large, sizes.storedLarge);
  } finally {
    for (const close of closers) await close();
  }
}

/** The recent part is the same in both: what the rules see. The measured part follows on it in event time. */
function histories(recentCount: number, allCount: number): { recent: StreamOptions; old: StreamOptions } {
  const recent: StreamOptions = {
    seed: 1,
    marker: newMarker(),
    startAtMs: Date.now() - (recentCount / perSecond + 6 * 3_600) * 1_000,
    accounts: 15_000,
    perSecond,
  };
  const old = {
    ...recent,
    seed: 2,
    startAtMs: recent.startAtMs - historyDays * 86_400_000,
    perSecond: (allCount - recentCount) / (historyDays * 86_400),
  };
  return { recent, old };
}

async function drainInTurn(bench: Bench, small: Store, large: Store, recent: StreamOptions): Promise<void> {
  const { growthTransactions, growthWarmUps, growthPairs, storedSmall } = bench.sizes;
  const stream = new PaymentStream(recent);
  stream.take(storedSmall);
  for (let pair = 0; pair < growthWarmUps + growthPairs; pair++) {
    const isWarm = pair >= growthWarmUps;
    if (pair > growthWarmUps && !bench.clock.hasTime()) break;
    const [first, measured] = [stream.take(1_000), stream.take(growthTransactions)];
    for (const one of pair % 2 === 0 ? [large, small] : [small, large]) {
      const drain = await drainOn(bench, one, first, measured, isWarm ? drainWhole : drainTopic);
      if (isWarm) one.drains.push(drain);
      const which = `${one === small ? 'small' : 'large'} store${isWarm ? '' : ', warming up'}`;
      bench.note(`${which}: ${Math.round(drain.perSecond)} per second`);
    }
  }
}

/** By an analyzer of its own, which is new: the first drain is for it to warm up. */
function drainOn(
  bench: Bench,
  { backends, pid }: Store,
  first: Payment[],
  measured: Payment[],
  drain: typeof drainTopic,
): Promise<Drain> {
  const { environment } = backends;
  return withAnalyzer(bench, { tracing: bench.options.sampled, environment }, async (analyzer) => {
    await drainTopic(bench, analyzer, first, pid);
    return drain(bench, analyzer, measured, pid);
  });
}

function result(small: Store, large: Store, wanted: number): Measured {
  const cost = ({ drains }: Store, of: string[]) => drains.map(({ cpu }) => sum(cpu, of));
  const ratios = (of: string[]) => pairRatios(cost(large, of), cost(small, of));
  const wall = ({ drains }: Store) => drains.map(({ seconds, transactions }) => seconds / transactions);
  const sizes = `${large.stored.toLocaleString('en')} stored ÷ ${small.stored.toLocaleString('en')} stored`;
  const row = (measure: string, { median, least, most, ratios }: ReturnType<typeof pairRatios>) => ({
    measure: `${measure}, ${sizes}`,
    value: median,
    reach: { op: '<=' as const, value: 1.2 },
    spread: { least, most, runs: ratios.length },
  });
  const byCpu = row('CPU per transaction (Neo4j and analyzer)', ratios(['neo4j', 'analyzer']));
  const { reach: _, ...ofNeo4j } = row('CPU per transaction (Neo4j alone)', ratios(['neo4j']));
  const byWall = row('time per transaction in a drain', pairRatios(wall(large), wall(small)));
  const isLess = large.stored < Math.max(wanted, 1_000_000);
  return {
    rows: [
      { ...byCpu, ...(isLess ? { note: 'a full run on an idle machine stores 1,000,000' } : {}) },
      ofNeo4j,
      byWall,
    ],
    detail: Object.fromEntries(
      Object.entries({ small, large }).map(([name, { stored, drains }]) => [name, { stored, drains }]),
    ),
  };
}
