// A stream in which one card makes 30 % of the payments, against one without, in turn.

import { pairRatios } from '../../statistics.ts';
import { streamOf } from '../../traffic/endless/new-stream.ts';
import { PaymentStream } from '../../traffic/endless/payment-stream.ts';
import type { Measured } from '../report.ts';
import { sharedAnalyzer } from '../setup/analyzers.ts';
import type { Bench } from '../setup/bench.ts';
import { storeHistory } from '../setup/store-history.ts';
import { type Drain, drainWhole } from './drain-topic.ts';

const historySeconds = 30 * 86_400;

export async function measureHotCard(bench: Bench): Promise<Measured> {
  const { hotStored, hotPairs } = bench.sizes;
  const hot: Drain[] = [];
  const uniform: Drain[] = [];
  const { service } = await sharedAnalyzer(bench);
  const count = bench.sizes.drainTransactions;
  const hotStream = streamOf(count, { hotCardShare: 0.3 });
  const history = {
    ...hotStream,
    seed: 2,
    hotCardShare: 1,
    startAtMs: hotStream.startAtMs - historySeconds * 1_000,
    perSecond: hotStored / historySeconds,
  };
  const stored = await storeHistory(bench, bench.backends, history, hotStored, () =>
    bench.clock.hasTime(0.5),
  );
  // Each of the two goes on where it was, so that the windows of both are as full.
  const [withHot, without] = [new PaymentStream(hotStream), new PaymentStream(streamOf(count))];
  for (let pair = 0; pair < hotPairs && (pair === 0 || bench.clock.hasTime()); pair++) {
    const runHot = async () => hot.push(await drainWhole(bench, service, withHot.take(count)));
    const runUniform = async () => uniform.push(await drainWhole(bench, service, without.take(count)));
    for (const run of pair % 2 === 0 ? [runHot, runUniform] : [runUniform, runHot]) await run();
    const speed = (drains: Drain[]) => Math.round(drains.at(-1)?.perSecond ?? 0);
    bench.note(`hot card ${speed(hot)} per second, uniform ${speed(uniform)}`);
  }
  const ratios = pairRatios(
    hot.map(({ perSecond }) => perSecond),
    uniform.map(({ perSecond }) => perSecond),
  );
  return {
    rows: [
      {
        measure: `one card on 30 % of the traffic, ${stored.toLocaleString('en')} on its node ÷ uniform, throughput`,
        value: ratios.median,
        reach: { op: '>=', value: 0.7 },
        spread: { least: ratios.least, most: ratios.most, runs: ratios.ratios.length },
        ...(stored < 100_000 ? { note: 'a full run on an idle machine stores 100,000' } : {}),
      },
    ],
    detail: { hot, uniform },
  };
}
