// CPU cost of a transaction from request to verdict, over all server processes. The sender does not count.
import type { Service } from '../../pipeline/start-services.ts';
import { idsOf, streamOf } from '../../traffic/endless/payment-stream.ts';
import { type CpuUse, meterCpu, peakRssMb, perThousand, sum } from '../machine/process-usage.ts';
import { expectEveryRule, type OwnAccount, watchAnalyzer } from '../machine/service-metrics.ts';
import { type Measured, medianRow } from '../report.ts';
import { sharedAnalyzer, startBenchService } from '../setup/analyzers.ts';
import type { Bench } from '../setup/bench.ts';

interface Run {
  perSecond: number;
  cpu: CpuUse;
  account: OwnAccount;
}

const serverNames = ['kafka', 'neo4j', 'ingestor', 'analyzer'];
const ways = [
  { name: 'batch', batch: 100, concurrency: 8, title: 'requests of 100' },
  { name: 'single', batch: 1, concurrency: 32, title: 'a request each' },
] as const;

export async function measureAllIn(bench: Bench): Promise<Measured> {
  const { service: analyzer } = await sharedAnalyzer(bench);
  const ingestor = await startBenchService(bench, 'ingestor', bench.options.sampled);
  try {
    const runs: Record<'batch' | 'single', Run[]> = { batch: [], single: [] };
    for (let run = -1; run < bench.sizes.allInRuns && (run < 1 || bench.clock.hasTime()); run++) {
      for (const way of ways) {
        const done = await runOnce(bench, { ingestor, analyzer }, way);
        // The first run of each warms the ingestor up.
        if (run >= 0) runs[way.name].push(done);
        bench.note(`${way.title}: ${Math.round(done.perSecond)} per second, ${costs(done)}`);
      }
    }
    return toMeasured(runs, peakRssMb(ingestor.pid));
  } finally {
    await ingestor.stop();
  }
}

async function runOnce(
  bench: Bench,
  { ingestor, analyzer }: Record<'ingestor' | 'analyzer', Service>,
  { batch, concurrency }: { batch: number; concurrency: number },
): Promise<Run> {
  const load = await bench.worker('load');
  const count = bench.sizes.allInTransactions;
  const stream = streamOf(count);
  const read = meterCpu({
    ...bench.pids,
    ingestor: ingestor.pid,
    analyzer: analyzer.pid,
    load: load.pid,
    agent: bench.agent.pid,
  });
  const expected = bench.verdicts.expect(idsOf(stream, count));
  const watch = await watchAnalyzer(analyzer);
  const beginMs = Date.now();
  const { accepted } = await load.job<{ accepted: number }>('closed', {
    url: ingestor.url,
    stream,
    count,
    concurrency,
    batch,
  });
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted`);
  const verdicts = await expected.all(180_000);
  const cpu = perThousand(read(), count);
  const account = await watch(count);
  expectEveryRule(account);
  return { perSecond: count / ((Math.max(...verdicts.values()) - beginMs) / 1_000), cpu, account };
}

function toMeasured(runs: Record<'batch' | 'single', Run[]>, peakMb: number): Measured {
  const rows = ways.map(({ name, title }) => {
    const perVcpu = runs[name].map(({ cpu }) => 1_000 / sum(cpu, serverNames));
    const measure = `all-in transactions per second per vCPU, ${title}`;
    return medianRow(measure, perVcpu, { op: '>=', value: 500 });
  });
  const memory = {
    measure: 'peak RSS of the ingestor',
    value: peakMb,
    unit: 'MB',
    reach: { op: '<=' as const, value: 300 },
  };
  return { rows: [...rows, memory], detail: { runs } };
}

function costs({ cpu }: Run): string {
  return `CPU s per 1,000: ${Object.entries(cpu)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`)
    .join(', ')}`;
}
