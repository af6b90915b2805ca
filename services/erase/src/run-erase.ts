// From the words of the command line to an exit code.
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { checkDatabase } from '@ringtrace/analyzer/graph';
import { ConfigError, checkBroker, readConfig, tokenKeys } from '@ringtrace/service-shell';
import { SafeError } from '@ringtrace/telemetry';
import { TracedProducer } from '@ringtrace/traced-kafka';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { type EraseCommand, help, readArguments, readIdentifiers, UsageError } from './arguments.ts';
import { config } from './config.ts';
import { EraseModule } from './erase.module.ts';
import { EraseRepository } from './erase.repository.ts';
import { ErasePerson } from './erase-person.ts';
import { eraseReport, reportText } from './erase-report.ts';
import { type Entity, entitiesOf } from './person.ts';

export interface Terminal {
  print(text: string): void;
  printError(text: string): void;
  /** Whether standard input is a terminal, so that a question can be asked. */
  isInteractive: boolean;
  ask(question: string): Promise<string>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Aborted when the operator stops the command. */
  signal: AbortSignal;
}

const progressIntervalMs = 2_000;

/** Exit code: 0 done; 1 failed or incomplete; 2 wrong command line or environment, or not confirmed. */
export async function runErase(words: string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  try {
    const command = readArguments(words);
    if (command !== 'help') return await run(command, env, terminal);
    terminal.print(help);
    return 0;
  } catch (error) {
    terminal.printError(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

async function run(command: EraseCommand, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const settings = readConfig(config, env);
  if (!command.dryRun) requireConfirmation(command, terminal);
  const { identifiers, fromInput } = command;
  if (fromInput) identifiers[fromInput].push(...readIdentifiers(await terminal.readInput()));
  const given = entitiesOf(tokenKeys(settings), command.tenant, identifiers);
  const app = await NestFactory.createApplicationContext(EraseModule.with(settings), {
    logger: false,
    abortOnError: false,
  });
  try {
    await checkDatabase(app.get(TracedNeo4j));
    const entities = await app.get(EraseRepository).withReplacedTokens(given);
    if (command.dryRun) return await count(app, entities, command, terminal);
    await checkBroker(app.get(TracedProducer));
    return await erase(app, entities, command, terminal);
  } finally {
    await app.close();
  }
}

function requireConfirmation({ yes, fromInput }: EraseCommand, { isInteractive }: Terminal): void {
  if (yes || (isInteractive && !fromInput)) return;
  throw new UsageError(
    'this cannot be undone and needs a confirmation: add --yes, or --dry-run to only count',
  );
}

async function count(
  app: INestApplicationContext,
  entities: Entity[],
  { json }: EraseCommand,
  { print }: Terminal,
): Promise<number> {
  const counts = await Promise.all(entities.map((entity) => app.get(EraseRepository).count(entity)));
  const sum = (of: 'entities' | 'payments' | 'begun') => counts.reduce((total, each) => total + each[of], 0);
  const found = { entities: sum('entities'), payments: sum('payments'), begun: sum('begun') };
  const resumable = found.begun > 0 ? `, ${found.begun} payments left over from an interrupted run` : '';
  print(
    json
      ? JSON.stringify({ dryRun: true, found })
      : `found ${found.entities} of the given accounts, cards and devices, ${found.payments} payments to unlink` +
          `${resumable}. Nothing was changed`,
  );
  return 0;
}

async function erase(
  app: INestApplicationContext,
  entities: Entity[],
  { tenant, waitMs, json, yes }: EraseCommand,
  { print, printError, ask, signal }: Terminal,
): Promise<number> {
  if (!yes && (await ask('This cannot be undone. Type yes to erase: ')).trim() !== 'yes')
    throw new UsageError('not confirmed, nothing was changed');
  let reportedMs = Number.NEGATIVE_INFINITY;
  const erased = await app.get(ErasePerson).erase({
    tenant,
    entities,
    waitMs,
    signal,
    report: (text) => {
      if (performance.now() - reportedMs < progressIntervalMs) return;
      reportedMs = performance.now();
      printError(text);
    },
  });
  const report = eraseReport(erased);
  print(json ? JSON.stringify(report) : reportText(report));
  return report.complete ? 0 : 1;
}

// Only safe errors are printed: the message of any other may hold what was typed.
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n--help shows the flags`;
  if (error instanceof ConfigError) return error.message;
  const reason =
    error instanceof SafeError ? error.message : `unexpected ${(error as Error)?.name ?? 'error'}`;
  return `failed: ${reason}\nCompleted steps are kept: fix the cause, then run the same command again to resume`;
}
