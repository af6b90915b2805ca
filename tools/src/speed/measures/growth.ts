// Drains the same stream on two databases in turn, one with little history and one with much.
import type { Backends } from '../../pipeline/servers/addresses.ts';
import type { Payment } from '../../reference/payment.ts';
import { newMarker, PaymentStream, type StreamOptions } from '../../traffic/endless/payment-stream.ts';
import { sum } from '../machine/process-usage.ts';
import { type Measured, type Reach, ratioRow } from '../report.ts';
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

/** Both databases have the same recent history, which is what rules see. The measured part follows it in event time. */
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

/** With a new analyzer; the first drain warms it up. */
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
  const wall = ({ drains }: Store) => drains.map(({ seconds, transactions }) => seconds / transactions);
  const sizes = `${large.stored.toLocaleString('en')} stored ÷ ${small.stored.toLocaleString('en')} stored`;
  const target = { op: '<=' as const, value: 1.2 };
  const cpuRow = (servers: string, of: string[], reach?: Reach) =>
    ratioRow(`CPU per transaction (${servers}), ${sizes}`, cost(large, of), cost(small, of), reach);
  const byCpu = cpuRow('Neo4j and analyzer', ['neo4j', 'analyzer'], target);
  const ofNeo4j = cpuRow('Neo4j alone', ['neo4j']);
  const byWall = ratioRow(`time per transaction in a drain, ${sizes}`, wall(large), wall(small), target);
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
