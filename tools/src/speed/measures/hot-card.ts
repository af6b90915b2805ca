// Throughput of a stream in which one card makes 30 % of the payments, compared with a uniform one, in turn.

import { PaymentStream, streamOf } from '../../traffic/endless/payment-stream.ts';
import { type Measured, ratioRow } from '../report.ts';
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
  // Each stream continues where it stopped, so the windows of both are equally full.
  const [withHot, without] = [new PaymentStream(hotStream), new PaymentStream(streamOf(count))];
  for (let pair = 0; pair < hotPairs && (pair === 0 || bench.clock.hasTime()); pair++) {
    const runHot = async () => hot.push(await drainWhole(bench, service, withHot.take(count)));
    const runUniform = async () => uniform.push(await drainWhole(bench, service, without.take(count)));
    for (const run of pair % 2 === 0 ? [runHot, runUniform] : [runUniform, runHot]) await run();
    const speed = (drains: Drain[]) => Math.round(drains.at(-1)?.perSecond ?? 0);
    bench.note(`hot card ${speed(hot)} per second, uniform ${speed(uniform)}`);
  }
  const speeds = (drains: Drain[]) => drains.map(({ perSecond }) => perSecond);
  const measure = `one card on 30 % of the traffic, ${stored.toLocaleString('en')} on its node ÷ uniform, throughput`;
  const row = ratioRow(measure, speeds(hot), speeds(uniform), { op: '>=', value: 0.7 });
  const note = 'a full run on an idle machine stores 100,000';
  return {
    rows: [stored < 100_000 ? { ...row, note } : row],
    detail: { hot, uniform },
  };
}
