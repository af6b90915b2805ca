// WRITE: a slice into the graph, in one statement and one commit.
import { Inject, Injectable } from '@nestjs/common';
import type { TransactionEvent } from '@ringtrace/contracts';
import { LOGGER, type Logger, Metrics, spanTags } from '@ringtrace/telemetry';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from './graph-schema.repository.ts';
import { conflictsWithin, type TransactionRow, toRows, writeTransactions } from './write-transactions.ts';

@Injectable()
export class TransactionRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly schema: GraphSchemaRepository;
  private readonly logger: Logger;
  private readonly conflicts;

  constructor(
    neo4j: TracedNeo4j,
    schema: GraphSchemaRepository,
    @Inject(LOGGER) logger: Logger,
    metrics: Metrics,
  ) {
    this.neo4j = neo4j;
    this.schema = schema;
    this.logger = logger;
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
    const rows = toRows(transactions);
    const taken = await this.neo4j.write<{ id: string }>(
      writeTransactions,
      { rows },
      { tags: { [spanTags.sliceSize]: rows.length } },
    );
    this.report(taken.length + conflictsWithin(transactions));
    const takenIds = new Set(taken.map((row) => row.id));
    return rows.filter((row) => !takenIds.has(row.id));
  }

  private report(conflicts: number): void {
    if (conflicts === 0) return;
    this.conflicts.inc(conflicts);
    this.logger.warn({ transactions: conflicts }, 'ids were sent again with other content, the first stands');
  }
}
