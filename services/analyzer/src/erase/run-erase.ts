// From the words of the command line to an exit code.
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError, readConfig, tokenKeys } from '@ringtrace/service-shell';
import { SafeError } from '@ringtrace/telemetry';
import { TracedProducer } from '@ringtrace/traced-kafka';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { type EraseCommand, help, readArguments, readIdentifiers, UsageError } from './arguments.ts';
import { EraseModule } from './erase.module.ts';
import { EraseRepository } from './erase.repository.ts';
import { eraseConfig } from './erase-config.ts';
import { ErasePerson } from './erase-person.ts';
import { eraseReport } from './erase-report.ts';
import { type Entity, entitiesOf } from './person.ts';
import { reachBroker, reachDatabase } from './reach-servers.ts';
import { reportText } from './report-text.ts';

export interface Terminal {
  say(text: string): void;
  sayError(text: string): void;
  /** Whether a person sits there who can be asked. */
  isInteractive: boolean;
  ask(question: string): Promise<string>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Aborted when the operator wants it to stop. */
  signal: AbortSignal;
}

/** Exit code: 0 done, 1 failed or incomplete, 2 wrong command line or environment, or not confirmed. */
export async function runErase(words: string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  try {
    const command = readArguments(words);
    if (command !== 'help') return await run(command, env, terminal);
    terminal.say(help);
    return 0;
  } catch (error) {
    terminal.sayError(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

async function run(command: EraseCommand, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const config = readConfig(eraseConfig, env);
  if (!command.dryRun) refuseUnconfirmed(command, terminal);
  const { identifiers, fromInput } = command;
  if (fromInput) identifiers[fromInput].push(...readIdentifiers(await terminal.readInput()));
  const given = entitiesOf(tokenKeys(config), command.tenant, identifiers);
  const app = await NestFactory.createApplicationContext(EraseModule.with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    await reachDatabase(app.get(TracedNeo4j));
    const entities = await app.get(EraseRepository).withFormer(given);
    if (command.dryRun) return await count(app, entities, command, terminal);
    await reachBroker(app.get(TracedProducer));
    return await erase(app, entities, command, terminal);
  } finally {
    await app.close();
  }
}

function refuseUnconfirmed({ yes, fromInput }: EraseCommand, { isInteractive }: Terminal): void {
  if (yes || (isInteractive && !fromInput)) return;
  throw new UsageError(
    'this cannot be undone, and there is nobody to ask: add --yes, or --dry-run to only count',
  );
}

async function count(
  app: INestApplicationContext,
  entities: Entity[],
  { json }: EraseCommand,
  { say }: Terminal,
): Promise<number> {
  const counts = await Promise.all(entities.map((entity) => app.get(EraseRepository).count(entity)));
  const sum = (of: 'entities' | 'payments' | 'begun') => counts.reduce((total, each) => total + each[of], 0);
  const found = { entities: sum('entities'), payments: sum('payments'), begun: sum('begun') };
  say(
    json
      ? JSON.stringify({ dryRun: true, found })
      : `${found.entities} accounts, cards and devices of those given, ${found.payments} payments to unlink` +
          `${found.begun > 0 ? `, ${found.begun} left by an earlier run` : ''}. Nothing was changed`,
  );
  return 0;
}

async function erase(
  app: INestApplicationContext,
  entities: Entity[],
  { tenant, waitMs, json, yes }: EraseCommand,
  { say, sayError, ask, signal }: Terminal,
): Promise<number> {
  if (!yes && (await ask('This cannot be undone. Type yes to erase: ')).trim() !== 'yes')
    throw new UsageError('not confirmed, nothing was changed');
  const tellsAgainMs = 2_000;
  let toldMs = Number.NEGATIVE_INFINITY;
  const erased = await app.get(ErasePerson).erase({
    tenant,
    entities,
    waitMs,
    signal,
    say: (text) => {
      if (performance.now() - toldMs < tellsAgainMs) return;
      toldMs = performance.now();
      sayError(text);
    },
  });
  const report = eraseReport(erased);
  say(json ? JSON.stringify(report) : reportText(report));
  return report.complete ? 0 : 1;
}

// Messages of errors that are not known to be safe may hold what was given.
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n--help shows what there is`;
  if (error instanceof ConfigError) return error.message;
  const again = 'What was done stays done: when the cause is mended, the same command goes on where it was';
  const reason =
    error instanceof SafeError ? error.message : `unexpected ${(error as Error)?.name ?? 'error'}`;
  return `failed: ${reason}\n${again}`;
}
