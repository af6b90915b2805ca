// Prepares the graph at startup, with retries until the database is up. Until then no batch is processed.
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Logger, loggerToken } from '@ringtrace/telemetry';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { type Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { graphSchema } from './graph-schema.ts';

/** A statement of the hot path, with parameters that make it a no-op. */
export interface WarmUp {
  statement: Statement;
  parameters: Record<string, unknown>;
}

const waitTimeoutMs = 5_000;

@Injectable()
export class GraphSchemaRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly logger: Logger;
  private readonly applied = Promise.withResolvers<void>();
  private isApplied = false;

  constructor(neo4j: TracedNeo4j, @Inject(loggerToken) logger: Logger) {
    this.neo4j = neo4j;
    this.logger = logger;
  }

  /**
   * Applies constraints and indexes. Then runs each warm-up once: planning a statement can take the server seconds, and the
   * first transactions should not wait for that. Resolves when both are done, or when `signal` aborts.
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
        this.logger.warn({ error, attempt, reason }, 'preparing the graph failed, retrying');
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
   * Resolves when the schema is applied: without its constraints, MERGE could create an account twice.
   * @throws RetryLaterError after five seconds, so that a waiting consumer can still be stopped
   */
  async whenApplied(): Promise<void> {
    const timer = new AbortController();
    const timedOut = wait(waitTimeoutMs, 'timed out' as const, { signal: timer.signal }).catch(
      () => undefined,
    );
    const outcome = await Promise.race([this.applied.promise, timedOut]);
    timer.abort();
    if (outcome === 'timed out') throw new RetryLaterError('the graph is not prepared yet');
  }
}
