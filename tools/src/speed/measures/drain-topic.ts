// One drain: a topic is filled while the analyzer stands still, then the analyzer goes on until all is judged.
import { topics } from '@ringtrace/contracts';
import type { Service } from '../../pipeline/start-service.ts';
import type { Payment } from '../../reference/payment.ts';
import { fillTopic, toMessages } from '../kafka.ts';
import { type CpuUse, meterCpu, perThousand } from '../machine/process-usage.ts';
import { expectEveryRule, type OwnAccount, watchAnalyzer } from '../machine/service-metrics.ts';
import type { Bench } from '../setup/bench.ts';

export interface Drain {
  transactions: number;
  /** From the analyzer's first moment to the broker's last verdict. */
  seconds: number;
  perSecond: number;
  /** CPU seconds per 1,000 transactions, by process. */
  cpu: CpuUse;
  /** Of the analyzer, where there was one. */
  account?: OwnAccount;
}

/** Rejects unless each of the payments has its verdict. `neo4jPid`: of the analyzer's database. */
export async function drainTopic(
  bench: Bench,
  analyzer: Service,
  payments: Payment[],
  neo4jPid = bench.pids.neo4j,
): Promise<Drain> {
  const messages = toMessages(payments, bench.options.sampled);
  const expected = bench.verdicts.expect(payments.map(({ id }) => id));
  const account = await watchAnalyzer(analyzer);
  // Standing still, it stays in its group and keeps what its compiler has learnt.
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

/** As `drainTopic`, for figures that count: rejects if a rule did not see everything. */
export async function drainWhole(...given: Parameters<typeof drainTopic>): Promise<Drain> {
  const drain = await drainTopic(...given);
  if (drain.account) expectEveryRule(drain.account);
  return drain;
}
