// WRITE: a slice into the graph, before any rule runs.
import { Inject, Injectable } from '@nestjs/common';
import type { TransactionEvent } from '@ringtrace/contracts';
import { LOGGER, type Logger, Metrics, spanTags } from '@ringtrace/telemetry';
import { classifyNeo4jError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from './graph-schema.repository.ts';
import { TokenRepository } from './token.repository.ts';
import {
  byEntity,
  conflictsWithin,
  entitiesOf,
  readKnown,
  type TransactionRow,
  toRows,
  writeEntities,
  writeTransactions,
} from './write-transactions.ts';

@Injectable()
export class TransactionRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly schema: GraphSchemaRepository;
  private readonly logger: Logger;
  private readonly tokens: TokenRepository;
  private readonly conflicts;

  constructor(
    neo4j: TracedNeo4j,
    schema: GraphSchemaRepository,
    @Inject(LOGGER) logger: Logger,
    metrics: Metrics,
    tokens: TokenRepository,
  ) {
    this.neo4j = neo4j;
    this.schema = schema;
    this.logger = logger;
    this.tokens = tokens;
    this.conflicts = metrics.counter(
      'ringtrace_transaction_conflicts_total',
      'Transactions sent under a known id with other content; the first one counts',
    );
  }

  /**
   * Stores each transaction once and returns the rows that the graph now holds. A transaction whose id is taken by
   * another is left out: the first one stands, and has its verdict.
   */
  async write(transactions: TransactionEvent[]): Promise<TransactionRow[]> {
    await this.schema.whenApplied();
    const prepared = await this.tokens.prepare(toRows(transactions), transactions);
    const rows = prepared.toSorted(byEntity);
    const conflicting = await this.writeNew(rows).catch((error: unknown) => {
      // Another analyzer wrote one of them in between, as after a rebalance. Now it is known.
      if (classifyNeo4jError(error) !== 'permanent') throw error;
      return this.writeNew(rows);
    });
    this.report(conflicting.size + conflictsWithin(transactions));
    return rows.filter((row) => !conflicting.has(row.id));
  }

  /** Returns the ids that are known with other content. */
  private async writeNew(rows: TransactionRow[]): Promise<Set<string>> {
    const tags = { [spanTags.sliceSize]: rows.length };
    const [known] = await Promise.all([
      this.neo4j.read<{ id: string; same: boolean }>(readKnown, { slice: { rows } }, { tags }),
      this.neo4j.write(writeEntities, { slice: entitiesOf(rows) }, { tags }),
    ]);
    const knownIds = new Set(known.map(({ id }) => id));
    const unknown = rows.filter((row) => !knownIds.has(row.id));
    if (unknown.length > 0) await this.neo4j.write(writeTransactions, { slice: { rows: unknown } }, { tags });
    return new Set(known.filter(({ same }) => !same).map(({ id }) => id));
  }

  private report(conflicts: number): void {
    if (conflicts === 0) return;
    this.conflicts.inc(conflicts);
    this.logger.warn({ transactions: conflicts }, 'ids were sent again with other content, the first stands');
  }
}
