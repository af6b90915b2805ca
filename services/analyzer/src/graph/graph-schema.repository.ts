// Prepares the graph at startup, with retries until the database is up. Until then no batch is processed. After an
// interruption it has the statements of the hot path planned again.
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Logger, loggerToken } from '@ringtrace/telemetry';
import { type Statement, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { graphSchema } from './graph-schema.ts';
import { PlanKeeper } from './plan-keeper.ts';
import { waitOrRetryLater } from './wait-or-retry-later.ts';

/** A statement of the hot path, with parameters that make it a no-op. */
export interface WarmUp {
  statement: Statement;
  parameters: Record<string, unknown>;
}

/** Preparing takes as long as it takes: with a limit, a slow server would begin anew each time. */
const noLimit = { timeoutMs: 0 };

@Injectable()
export class GraphSchemaRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly logger: Logger;
  private readonly applied = Promise.withResolvers<void>();
  private readonly plans: PlanKeeper;
  private warmUps: WarmUp[] = [];
  private isApplied = false;
  private progress = 'constraints and indexes are not applied yet';

  constructor(neo4j: TracedNeo4j, @Inject(loggerToken) logger: Logger) {
    this.neo4j = neo4j;
    this.logger = logger;
    this.plans = new PlanKeeper(neo4j, (report) => this.planAll(report));
  }

  /**
   * Applies constraints and indexes. Then runs each warm-up once: planning a statement can take the server seconds, and the
   * first transactions should not wait for that. Resolves when both are done, or when `signal` aborts.
   */
  async applyUntilDone(warmUps: WarmUp[], signal: AbortSignal): Promise<void> {
    this.warmUps = warmUps;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        for (const [index, statement] of graphSchema.entries()) {
          this.progress = `applying constraint or index ${index + 1} of ${graphSchema.length}`;
          await this.neo4j.write(statement, {}, noLimit);
        }
        await this.plans.plan();
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
    const reason = this.plans.progress ?? (this.isApplied ? undefined : this.progress);
    return reason === undefined ? { status: 'up' } : { status: 'down', reason };
  }

  /**
   * Resolves when the schema is applied: without its constraints, MERGE could create an account twice. Then also when the
   * database has the plans of the hot path, which a restart loses.
   * @throws RetryLaterError after five seconds, so that a waiting consumer can still be stopped
   */
  async whenApplied(): Promise<void> {
    await waitOrRetryLater(this.applied.promise, () => 'the graph is not prepared yet');
    await this.plans.whenPlanned();
  }

  private async planAll(report: (progress: string) => void): Promise<void> {
    for (const [index, { statement, parameters }] of this.warmUps.entries()) {
      report(`planning statement ${index + 1} of ${this.warmUps.length}`);
      await this.neo4j.write(statement, parameters, noLimit);
    }
  }
}
