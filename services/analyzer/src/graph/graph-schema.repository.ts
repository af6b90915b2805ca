// Prepares the graph at start, for as long as the database takes to come up; until then nothing is judged.
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@ringtrace/telemetry';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { type Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { graphSchema } from './graph-schema.ts';

/** A statement of the hot path and parameters with which it touches nothing. */
export interface WarmUp {
  statement: Statement;
  parameters: Record<string, unknown>;
}

const timeoutMs = 5_000;

@Injectable()
export class GraphSchemaRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly logger: Logger;
  private readonly applied = Promise.withResolvers<void>();
  private isApplied = false;

  constructor(neo4j: TracedNeo4j, @Inject(LOGGER) logger: Logger) {
    this.neo4j = neo4j;
    this.logger = logger;
  }

  /**
   * Applies constraints and indexes, then has each statement planned once, which takes the server up to seconds: the
   * first transactions shall not wait for it. Resolves when that is done, or when `signal` aborts.
   */
  async applyUntilDone(warmUps: WarmUp[], signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        for (const statement of graphSchema) await this.neo4j.write(statement, {}, { timeoutMs: 120_000 });
        for (const { statement, parameters } of warmUps) await this.neo4j.write(statement, parameters);
        this.isApplied = true;
        this.applied.resolve();
        return;
      } catch (error) {
        const reason = await this.neo4j.findAccessFailure();
        this.logger.warn({ error, attempt, reason }, 'graph not prepared yet, trying again');
        await wait(Math.min(250 * attempt, 5_000), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  health(): { status: 'up' | 'down'; reason?: string } {
    return this.isApplied
      ? { status: 'up' }
      : { status: 'down', reason: 'constraints and indexes are not applied yet' };
  }

  /**
   * Resolves once the schema stands: without its constraints a MERGE could make the same account twice.
   * @throws RetryLaterError after five seconds, so that a consumer that waits here can still be stopped
   */
  async whenApplied(): Promise<void> {
    const timer = new AbortController();
    const tooLate = wait(timeoutMs, 'too late' as const, { signal: timer.signal }).catch(() => undefined);
    const outcome = await Promise.race([this.applied.promise, tooLate]);
    timer.abort();
    if (outcome === 'too late') throw new RetryLaterError('the graph is not prepared yet');
  }
}
