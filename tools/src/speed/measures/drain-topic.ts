// One drain: fills a topic while the analyzer is paused, then resumes it until everything is judged.
import { topics } from '@ringtrace/contracts';
import type { Service } from '../../pipeline/start-services.ts';
import type { Payment } from '../../reference/payment.ts';
import { fillTopic, toMessages } from '../kafka.ts';
import { type CpuUse, meterCpu, perThousand } from '../machine/process-usage.ts';
import { expectEveryRule, type OwnAccount, watchAnalyzer } from '../machine/service-metrics.ts';
import type { Bench } from '../setup/bench.ts';

export interface Drain {
  transactions: number;
  /** From resuming the analyzer to the broker timestamp of the last verdict. */
  seconds: number;
  perSecond: number;
  /** CPU seconds per 1,000 transactions, by process. */
  cpu: CpuUse;
  /** The analyzer's own metrics, if there was one. */
  account?: OwnAccount;
}

/** Rejects unless every payment gets its verdict. `neo4jPid` is that of the analyzer's database. */
export async function drainTopic(
  bench: Bench,
  analyzer: Service,
  payments: Payment[],
  neo4jPid = bench.pids.neo4j,
): Promise<Drain> {
  const messages = toMessages(payments, bench.options.sampled);
  const expected = bench.verdicts.expect(payments.map(({ id }) => id));
  const account = await watchAnalyzer(analyzer);
  // A paused analyzer stays in its consumer group and keeps its compiled code.
  process.kill(analyzer.pid, 'SIGSTOP');
  let read: () => CpuUse;
  let beginMs: number;
  try {
    await fillTopic(bench.backends.kafkaBrokers, topics.transactions, messages);
    read = meterCpu({ ...bench.pids, neo4j: neo4jPid, analyzer: analyzer.pid, bench: process.pid });
  } finally {
    beginMs = Date.now();
    process.kill(analyzer.pid, 'SIGCONT');
  }
  const verdicts = await expected.all(60_000 + payments.length * 50);
  const cpu = perThousand(read(), payments.length);
  const seconds = (Math.max(...verdicts.values()) - beginMs) / 1_000;
  return {
    transactions: payments.length,
    seconds,
    perSecond: payments.length / seconds,
    cpu,
    account: await account(payments.length),
  };
}

/** As `drainTopic`, for results: rejects if a rule did not judge everything. */
export async function drainWhole(...given: Parameters<typeof drainTopic>): Promise<Drain> {
  const drain = await drainTopic(...given);
  if (drain.account) expectEveryRule(drain.account);
  return drain;
}
