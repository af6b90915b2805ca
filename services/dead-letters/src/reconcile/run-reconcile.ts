// From the words of the command line to an exit code.
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { checkDatabase } from '@ringtrace/analyzer/graph';
import { ConfigError, checkBroker, readConfig } from '@ringtrace/service-shell';
import { flushTraces } from '@ringtrace/telemetry';
import { TracedProducer } from '@ringtrace/traced-kafka';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { ActionLog } from '../action-log.repository.ts';
import { UsageError } from '../arguments.ts';
import { explain } from '../explain.ts';
import { LetterSender } from '../letter-sender.publisher.ts';
import type { Terminal } from '../terminal.ts';
import { ReconcileModule } from './reconcile.module.ts';
import { type ReconcileCommand, readReconcileArguments } from './reconcile-arguments.ts';
import { reconcileConfig } from './reconcile-config.ts';
import { reconcileHelp } from './reconcile-help.ts';
import { type MissingPayment, type ReconcileReport, reconcileText } from './reconcile-report.ts';
import { Reconciler } from './reconciler.ts';
import { Repair } from './repair.publisher.ts';
import { sendMetrics } from './send-metrics.ts';

const progressIntervalMs = 2_000;
const missingCode = 3;

/** Exit code: 0 nothing missing, or repaired; 1 failed or stopped; 2 wrong command line or environment; 3 payments missing. */
export async function runReconcile(
  words: string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  try {
    const command = readReconcileArguments(words, Date.now());
    if (command !== 'help') return await run(command, env, terminal);
    terminal.print(reconcileHelp);
    return 0;
  } catch (error) {
    terminal.printError(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

async function run(
  command: ReconcileCommand,
  env: NodeJS.ProcessEnv,
  { print, printError, signal }: Terminal,
): Promise<number> {
  const settings = readConfig(reconcileConfig, env);
  const app = await NestFactory.createApplicationContext(ReconcileModule.with(settings), {
    logger: false,
    abortOnError: false,
  });
  try {
    await checkDatabase(app.get(TracedNeo4j));
    await checkBroker(app.get(TracedProducer));
    const work = (stop: AbortSignal) => reconcile(app, command, stop, printError);
    // Two repairs at once would both find the same payments missing.
    const report = command.repair
      ? await app.get(ActionLog).alone(
          () => false,
          (lost) => work(AbortSignal.any([lost, signal])),
        )
      : await work(signal);
    print(command.json ? JSON.stringify(report) : reconcileText(report));
    return report.missing > report.repaired ? missingCode : 0;
  } finally {
    await app.close();
    await flushTraces();
  }
}

async function reconcile(
  app: INestApplicationContext,
  command: ReconcileCommand,
  signal: AbortSignal,
  printError: (line: string) => void,
): Promise<ReconcileReport> {
  const { sinceMs, untilMs, limit } = command;
  const progress = {
    signal,
    report: everyTwoSeconds((what, count) => printError(`${what}: ${count} records`)),
  };
  const reconciler = app.get(Reconciler);
  const { ledger, graph, openLetters, waiting } = await reconciler.compare({ sinceMs, untilMs }, progress);
  const missing = ledger.missing().length;
  const report: ReconcileReport = {
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    ...ledger.counts,
    waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0),
    waitingByPartition: waiting,
    missing,
    repaired: 0,
    payments: [],
  };
  sendMetrics(report, openLetters, Date.now());
  if (missing === 0 || (limit === 0 && !command.repair)) return report;
  const repair = command.repair
    ? new Repair(app.get(LetterSender), command.ratePerSecond, progress)
    : undefined;
  const payments: MissingPayment[] = [];
  await reconciler.readMissing(ledger, graph, { sinceMs, untilMs }, progress, (payment, record) => {
    if (payments.length < limit) payments.push(payment);
    return repair?.add(record);
  });
  await repair?.finish();
  return { ...report, payments, repaired: repair?.sent ?? 0 };
}

function everyTwoSeconds(report: (what: string, count: number) => void): typeof report {
  let reportedMs = performance.now();
  return (what, count) => {
    if (performance.now() - reportedMs < progressIntervalMs) return;
    reportedMs = performance.now();
    report(what, count);
  };
}
