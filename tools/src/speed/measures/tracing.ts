// CPU of both services with tracing off and at two sampling rates, in turn. Each turn starts new services, because settings
// are read at start.
import { setTimeout as sleep } from 'node:timers/promises';
import { idsOf, streamOf } from '../../traffic/endless/payment-stream.ts';
import { type CpuUse, meterCpu, perThousand, sum } from '../machine/process-usage.ts';
import { type Measured, ratioRow } from '../report.ts';
import { startBenchService, withAnalyzer } from '../setup/analyzers.ts';
import type { Bench, Tracing } from '../setup/bench.ts';
import { startWorker, type Worker } from '../workers/start-worker.ts';

interface Turn {
  cpu: CpuUse;
  /** Spans that the agent got from the ingestor, where traces begin, and how many of them are kept. */
  spans: number;
  kept: number;
}

const kinds: { tracing: Tracing; name: string; reach?: number }[] = [
  { tracing: 'off', name: 'off' },
  { tracing: 0.1, name: '10 % sampled', reach: 1.05 },
  { tracing: 1, name: '100 % sampled', reach: 1.25 },
];
/** dd-trace flushes every two seconds; the CPU of the last flush belongs to the measurement. */
const flushMs = 2_200;

export async function measureTracing(bench: Bench): Promise<Measured> {
  const turns: Record<string, Turn[]> = {};
  // A second agent that only the ingestor reports to.
  const agent = await startWorker('agent-sink', bench);
  bench.onEnd(() => agent.stop());
  for (let round = 0; round < bench.sizes.tracingRounds && (round === 0 || bench.clock.hasTime()); round++) {
    for (const { tracing, name } of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const turn = await takeTurn(bench, agent, tracing);
      turns[name] = [...(turns[name] ?? []), turn];
      bench.note(
        `${name}: ${sum(turn.cpu).toFixed(2)} CPU s per 1,000, ${turn.kept} of ${turn.spans} spans kept`,
      );
    }
  }
  const cost = (name: string) => (turns[name] ?? []).map(({ cpu }) => sum(cpu));
  const rows = kinds.flatMap(({ name, reach }) => {
    if (reach === undefined) return [];
    const target = { op: '<=' as const, value: reach };
    return [ratioRow(`CPU of both services, tracing ${name} ÷ off`, cost(name), cost('off'), target)];
  });
  return { rows, detail: { turns } };
}

async function takeTurn(bench: Bench, agent: Worker, tracing: Tracing): Promise<Turn> {
  return withAnalyzer(bench, { tracing }, async (analyzer) => {
    const ingestor = await startBenchService(bench, 'ingestor', tracing, { DD_TRACE_AGENT_URL: agent.url });
    try {
      for (let sent = 0; sent < bench.sizes.tracingWarmUps; sent++) await sendAll(bench, ingestor.url);
      await sleep(flushMs, undefined, { signal: bench.signal });
      const before = await countsOf(agent);
      const read = meterCpu({ ingestor: ingestor.pid, analyzer: analyzer.pid });
      await sendAll(bench, ingestor.url);
      await sleep(flushMs, undefined, { signal: bench.signal });
      const cpu = perThousand(read(), bench.sizes.tracingTransactions);
      const after = await countsOf(agent);
      const turn = { cpu, spans: after.spans - before.spans, kept: after.kept - before.kept };
      expectTraced(tracing, turn);
      return turn;
    } finally {
      await ingestor.stop();
    }
  });
}

async function sendAll(bench: Bench, url: string): Promise<void> {
  const load = await bench.worker('load');
  const count = bench.sizes.tracingTransactions;
  const stream = streamOf(count);
  const expected = bench.verdicts.expect(idsOf(stream, count));
  const work = { url, stream, count, concurrency: 32, batch: 1 };
  const { accepted } = await load.job<{ accepted: number }>('closed', work);
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted`);
  await expected.all(120_000);
}

async function countsOf({ url }: Worker): Promise<{ spans: number; kept: number }> {
  return (await fetch(`${url}/counts`)).json() as Promise<{ spans: number; kept: number }>;
}

/** Throws unless the tracer was on or off as intended and kept the intended share. */
function expectTraced(tracing: Tracing, { spans, kept }: Turn): void {
  const isRight = tracing === 'off' ? spans === 0 : spans > 0 && Math.abs(kept / spans - tracing) < 0.1;
  if (!isRight) throw new Error(`tracing ${tracing}: the agent got ${spans} spans, ${kept} of them kept`);
}
