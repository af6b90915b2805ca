// Verdict latency while records arrive at 70 % of the analyzer's drain capacity.

import { expectPunctual } from '../../pipeline/open-loop.ts';
import { summariseLatencies, toHdrHistogram } from '../../statistics.ts';
import { idsOf, streamOf } from '../../traffic/endless/payment-stream.ts';
import { meterCpu, perThousand } from '../machine/process-usage.ts';
import { expectEveryRule, watchAnalyzer } from '../machine/service-metrics.ts';
import type { Measured } from '../report.ts';
import { sharedAnalyzer } from '../setup/analyzers.ts';
import type { Bench } from '../setup/bench.ts';

const share = 0.7;

interface Produced {
  startedAtMs: number;
  ids: string[];
  punctuality: { within100Ms: number; worstMs: number };
}

export async function measureLatency(bench: Bench): Promise<Measured> {
  const { service, perSecond } = await sharedAnalyzer(bench);
  const ratePerSecond = (bench.shared.drainPerSecond ?? perSecond) * share;
  const load = await bench.worker('load');
  await produce(bench, ratePerSecond, bench.sizes.latencyWarmUpSeconds);
  const read = meterCpu({ ...bench.pids, analyzer: service.pid, load: load.pid });
  const watch = await watchAnalyzer(service);
  const { latenciesMs, punctuality } = await produce(bench, ratePerSecond, bench.sizes.latencySeconds);
  const account = await watch(latenciesMs.length);
  expectEveryRule(account);
  const cpu = perThousand(read(), latenciesMs.length);
  const summary = summariseLatencies(latenciesMs);
  const row = (name: 'p50' | 'p95' | 'max') => ({
    measure: `verdict ${name}`,
    value: summary[name],
    unit: 'ms',
  });
  return {
    rows: [
      {
        measure: `verdict p99 at 70 % of drain capacity (${Math.round(ratePerSecond)} per second), open loop`,
        value: summary.p99,
        unit: 'ms',
        reach: { op: '<=', value: 250 },
      },
      ...(['p50', 'p95', 'max'] as const).map(row),
    ],
    detail: {
      ratePerSecond,
      summary,
      punctuality,
      cpu,
      account,
      hdrHistogramMicros: toHdrHistogram(latenciesMs),
    },
  };
}

/** From a record's due time to the broker timestamp of its verdict. */
async function produce(bench: Bench, ratePerSecond: number, seconds: number) {
  const load = await bench.worker('load');
  const count = Math.round(ratePerSecond * seconds);
  const stream = streamOf(count);
  const expected = bench.verdicts.expect(idsOf(stream, count));
  const work = { stream, count, ratePerSecond, sampled: bench.options.sampled };
  const { startedAtMs, ids, punctuality } = await load.job<Produced>('produce', work);
  const verdicts = await expected.all(120_000);
  expectPunctual(punctuality);
  const latenciesMs = ids.map(
    (id, index) => (verdicts.get(id) ?? Number.NaN) - startedAtMs - (index / ratePerSecond) * 1_000,
  );
  const { p50, p99 } = summariseLatencies(latenciesMs);
  bench.note(
    `at ${Math.round(ratePerSecond)} per second: p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms`,
  );
  return { latenciesMs, punctuality };
}
