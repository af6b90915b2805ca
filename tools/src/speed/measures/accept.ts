// Latency of the ingestor's 202, compared with a synchronous endpoint that writes and runs the rules before it answers.

import { expectPunctual } from '../../pipeline/open-loop.ts';
import { percentile, toHdrHistogram } from '../../statistics.ts';
import { idsOf, streamOf } from '../../traffic/endless/payment-stream.ts';
import { type Measured, ratioRow } from '../report.ts';
import { sharedAnalyzer, startBenchService } from '../setup/analyzers.ts';
import type { Bench } from '../setup/bench.ts';

interface Opened {
  accepted: number;
  latenciesMs: number[];
  punctuality: { within100Ms: number; worstMs: number };
}

interface Load {
  share: number;
  reach: number;
  name: string;
}

interface Result extends Load {
  ratePerSecond: number;
  own: Opened[];
  other: Opened[];
  /** P95 of each. */
  ownMs: number[];
  otherMs: number[];
}

const loads: Load[] = [
  { share: 0.7, reach: 1 / 5, name: '70 % of the synchronous capacity' },
  { share: 2, reach: 1 / 20, name: 'twice the synchronous capacity' },
];

export async function measureAccept(bench: Bench): Promise<Measured> {
  const synchronous = await bench.worker('synchronous');
  const capacity = await capacityOf(bench, synchronous.url);
  bench.note(`the synchronous endpoint takes ${Math.round(capacity)} per second`);
  await sharedAnalyzer(bench);
  const ingestor = await startBenchService(bench, 'ingestor', bench.options.sampled);
  try {
    await open(bench, ingestor.url, capacity, { isPipeline: true });
    const results: Result[] = [];
    for (const load of loads) results.push(await compare(bench, ingestor.url, capacity, load));
    return toMeasured(capacity, results);
  } finally {
    await ingestor.stop();
  }
}

async function compare(bench: Bench, url: string, capacity: number, load: Load): Promise<Result> {
  const synchronous = await bench.worker('synchronous');
  const ratePerSecond = capacity * load.share;
  const own: Opened[] = [];
  const other: Opened[] = [];
  for (let pair = 0; pair < bench.sizes.acceptPairs && (pair === 0 || bench.clock.hasTime()); pair++) {
    own.push(await open(bench, url, ratePerSecond, { isPipeline: true }));
    other.push(await open(bench, synchronous.url, ratePerSecond, { isPipeline: false }));
  }
  const p95 = (opened: Opened[]) => opened.map(({ latenciesMs }) => percentile(latenciesMs, 95));
  const result = { ...load, ratePerSecond, own, other, ownMs: p95(own), otherMs: p95(other) };
  const list = (values: number[]) => values.map((ms) => ms.toFixed(1)).join(', ');
  bench.note(`${load.name}: p95 ${list(result.ownMs)} ms against ${list(result.otherMs)} ms`);
  return result;
}

/** Its throughput with 16 concurrent clients. */
async function capacityOf(bench: Bench, url: string): Promise<number> {
  const load = await bench.worker('load');
  let perSecond = 40;
  // The first round warms it up and finds the count that takes a few seconds.
  for (const seconds of [bench.sizes.capacitySeconds / 2, bench.sizes.capacitySeconds]) {
    const count = Math.round(perSecond * seconds);
    const stream = streamOf(count);
    const closed = await load.job<{ accepted: number; seconds: number }>('closed', {
      url,
      stream,
      count,
      concurrency: 16,
      batch: 1,
    });
    if (closed.accepted !== count)
      throw new Error(`the synchronous endpoint refused ${count - closed.accepted} of ${count}`);
    perSecond = count / closed.seconds;
  }
  return perSecond;
}

async function open(
  bench: Bench,
  url: string,
  ratePerSecond: number,
  { isPipeline }: { isPipeline: boolean },
): Promise<Opened> {
  const load = await bench.worker('load');
  const count = Math.round(ratePerSecond * bench.sizes.acceptSeconds);
  const stream = streamOf(count);
  const expected = bench.verdicts.expect(isPipeline ? idsOf(stream, count) : []);
  const opened = await load.job<Opened>('open', { url, stream, count, ratePerSecond });
  expectPunctual(opened.punctuality);
  if (opened.accepted !== count) throw new Error(`${opened.accepted} of ${count} were accepted`);
  // Everything is judged, so no work is left while the other is measured.
  await expected.all(120_000);
  return opened;
}

function toMeasured(capacity: number, results: Result[]): Measured {
  const rows = results.map(({ name, reach, ratePerSecond, ownMs, otherMs }) => {
    const at = `at ${name} (${Math.round(ratePerSecond)} per second)`;
    const measure = `P95 of the 202 ÷ P95 of the synchronous answer, ${at}`;
    return ratioRow(measure, ownMs, otherMs, { op: '<=', value: reach });
  });
  const detail = results.map(({ own, other, ...rest }) => ({
    ...rest,
    own: own.map(stored),
    other: other.map(stored),
  }));
  return { rows, detail: { synchronousPerSecond: capacity, loads: detail } };
}

function stored({ latenciesMs, punctuality }: Opened) {
  return { punctuality, hdrHistogramMicros: toHdrHistogram(latenciesMs) };
}
