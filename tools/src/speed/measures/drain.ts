// Drains the same kind of stream in three ways, in turn: the analyzer, the bare driver replaying an analyzer's statements,
// and the typical tutorial design.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../../statistics.ts';
import { newMarker, PaymentStream, streamOf } from '../../traffic/endless/payment-stream.ts';
import { fillTopic, toMessages, tutorialTopics } from '../kafka.ts';
import { meterCpu, peakRssMb, perThousand, sum } from '../machine/process-usage.ts';
import { type Measured, medianRow, type Row, ratioRow } from '../report.ts';
import { sharedAnalyzer, warmUp, withAnalyzer } from '../setup/analyzers.ts';
import type { Bench } from '../setup/bench.ts';
import { type Drain, drainWhole } from './drain-topic.ts';

interface Recording {
  file: string;
  marker: string;
  count: number;
}

const recorder = fileURLToPath(new URL('../statements/record-statements.ts', import.meta.url));

export async function measureDrain(bench: Bench): Promise<Measured> {
  const rounds: { analyzer: Drain; bare: Drain; tutorial: Drain }[] = [];
  const recording = await record(bench);
  const tutorial = await bench.worker('tutorial');
  await tutorial.job('connect', { topic: tutorialTopics.transactions });
  const { service } = await sharedAnalyzer(bench);
  const { count } = recording;
  const own = () => drainWhole(bench, service, new PaymentStream(streamOf(count)).take(count));
  const bare = () => drainBare(bench, recording);
  await bare();
  await drainTutorial(bench);
  for (let round = 0; round < bench.sizes.rounds && (round === 0 || bench.clock.hasTime()); round++) {
    // The order alternates, because the second one finds a database that is warmer, or still busy with the first one's work.
    const [first, second] = round % 2 === 0 ? [await own(), await bare()] : [await bare(), await own()];
    const [analyzed, bared] = round % 2 === 0 ? [first, second] : [second, first];
    rounds.push({ analyzer: analyzed, bare: bared, tutorial: await drainTutorial(bench) });
    bench.note(describe(rounds.at(-1) as (typeof rounds)[number]));
  }
  const peakMb = peakRssMb(service.pid);
  const speed = (of: 'analyzer' | 'bare' | 'tutorial') => rounds.map((round) => round[of].perSecond);
  bench.shared.drainPerSecond = median(speed('analyzer'));
  return { rows: rowsOf(speed, peakMb), detail: { rounds, transactionsPerDrain: recording.count } };
}

function rowsOf(speed: (of: 'analyzer' | 'bare' | 'tutorial') => number[], peakMb: number): Row[] {
  const [own, bare, tutorial] = [speed('analyzer'), speed('bare'), speed('tutorial')];
  return [
    ratioRow('analyzer drain ÷ bare driver, same statements and rows', own, bare, { op: '>=', value: 0.85 }),
    ratioRow('analyzer drain ÷ tutorial design', own, tutorial, { op: '>=', value: 10 }),
    medianRow('analyzer drain, transactions per second', own),
    { measure: 'peak RSS of the analyzer', value: peakMb, unit: 'MB', reach: { op: '<=', value: 300 } },
  ];
}

/** Records the statements of one drain. Uses a separate analyzer, because recording costs memory and time. */
async function record(bench: Bench): Promise<Recording> {
  const file = join(bench.logFolder, 'statements.jsonl');
  const environment = { NODE_OPTIONS: `--import=${recorder}`, RECORD_STATEMENTS_TO: file };
  return withAnalyzer(bench, { tracing: 'off', environment }, async (analyzer) => {
    // Until batches have reached their full size.
    await warmUp(bench, analyzer, bench.sizes.warmUpDrains - 1);
    const count = bench.sizes.drainTransactions;
    const stream = streamOf(count);
    process.kill(analyzer.pid, 'SIGUSR2');
    await drainWhole(bench, analyzer, new PaymentStream(stream).take(count));
    return { file, marker: stream.marker, count };
  });
}

async function drainBare(bench: Bench, { file, marker, count }: Recording): Promise<Drain> {
  const driver = await bench.worker('bare-driver');
  const to = newMarker();
  await driver.job('load', { file, from: marker, to });
  const read = meterCpu({ ...bench.pids, driver: driver.pid });
  const seconds = await driver.job<number>('run');
  const cpu = perThousand(read(), count);
  await expectStored(bench, to, count);
  return { transactions: count, seconds, perSecond: count / seconds, cpu };
}

async function drainTutorial(bench: Bench): Promise<Drain> {
  const tutorial = await bench.worker('tutorial');
  const count = bench.sizes.tutorialTransactions;
  const stream = streamOf(count);
  const messages = toMessages(new PaymentStream(stream).take(count), 0);
  await fillTopic(bench.backends.kafkaBrokers, tutorialTopics.transactions, messages);
  const read = meterCpu({ ...bench.pids, tutorial: tutorial.pid });
  const seconds = await tutorial.job<number>('drain', {
    topic: tutorialTopics.transactions,
    verdictTopic: tutorialTopics.verdicts,
    count,
  });
  const cpu = perThousand(read(), count);
  await expectStored(bench, stream.marker, count);
  return { transactions: count, seconds, perSecond: count / seconds, cpu };
}

/** Fast but wrong is a failure. */
async function expectStored(bench: Bench, marker: string, count: number): Promise<void> {
  const fill = await bench.worker('fill');
  const { transactions } = await fill.job<{ transactions: number }>('count', { marker });
  if (transactions !== count) throw new Error(`${transactions} of ${count} transactions are in the graph`);
}

function describe({ analyzer, bare, tutorial }: Record<'analyzer' | 'bare' | 'tutorial', Drain>): string {
  const speed = ({ perSecond, cpu }: Drain) =>
    `${Math.round(perSecond)}/s (${sum(cpu).toFixed(2)} CPU s per 1,000)`;
  return `analyzer ${speed(analyzer)}, bare driver ${speed(bare)}, tutorial ${speed(tutorial)}`;
}
