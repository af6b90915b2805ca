// Applies the schema at start, for as long as the database takes to come up: until then nothing is consumed.
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@ringtrace/telemetry';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { graphSchema } from './graph-schema.ts';

@Injectable()
export class GraphSchemaRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly logger: Logger;
  private applied = false;

  constructor(neo4j: TracedNeo4j, @Inject(LOGGER) logger: Logger) {
    this.neo4j = neo4j;
    this.logger = logger;
  }

  get isApplied(): boolean {
    return this.applied;
  }

  /** Resolves when the schema stands, or when `signal` aborts. */
  async applyUntilDone(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted && !this.applied; attempt++) {
      try {
        for (const statement of graphSchema) await this.neo4j.write(statement, {}, { timeoutMs: 120_000 });
        this.applied = true;
      } catch (error) {
        this.logger.warn({ error, attempt }, 'graph schema not applied yet, trying again');
        await wait(Math.min(250 * attempt, 5_000), undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
