// WRITE: a batch into the graph, before any rule runs.
import { Inject, Injectable } from '@nestjs/common';
import type { TransactionEvent } from '@ringtrace/contracts';
import { LOGGER, type Logger, Metrics, spanTags } from '@ringtrace/telemetry';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { classifyNeo4jError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from './graph-schema.repository.ts';
import { removeUnusedEntities, removeUnusedRedirects } from './remove-unused-entities.ts';
import { TokenRepository } from './token.repository.ts';
import {
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
   * another is left out: the first one stands, and has its verdict. So is one of which a person has been erased: what comes
   * again of it must not bring the person back.
   * @throws RetryLaterError if an account was erased while its payment was written
   */
  async write(transactions: TransactionEvent[]): Promise<TransactionRow[]> {
    await this.schema.whenApplied();
    const rows = await this.tokens.prepare(toRows(transactions), transactions);
    const known = await this.writeNew(rows).catch((error: unknown) => {
      // Another analyzer wrote one of them in between, as after a rebalance; or an entity was erased. Now it is known.
      if (classifyNeo4jError(error) !== 'permanent') throw error;
      return this.writeNew(rows);
    });
    const conflicting = known.filter(({ same, erased }) => !same && !erased).length;
    this.report(conflicting + conflictsWithin(transactions), known.filter(({ erased }) => erased).length);
    const leftOut = new Set(known.filter(({ same, erased }) => erased || !same).map(({ id }) => id));
    return rows.filter((row) => !leftOut.has(row.id));
  }

  /** Returns what was known. */
  private async writeNew(rows: TransactionRow[]): Promise<Known[]> {
    const tags = { [spanTags.batchSize]: rows.length };
    const [known] = await Promise.all([
      this.neo4j.read<Known>(readKnown, { batch: { rows } }, { tags }),
      this.neo4j.write(writeEntities, { batch: entitiesOf(rows) }, { tags }),
    ]);
    const knownIds = new Set(known.map(({ id }) => id));
    const unknown = rows.filter((row) => !knownIds.has(row.id));
    const written = await this.writeUnknown(unknown, tags);
    const erasedIds = new Set(known.filter(({ erased }) => erased).map(({ id }) => id));
    const erased = rows.filter((row) => erasedIds.has(row.id));
    if (erased.length > 0) {
      await this.neo4j.write(removeUnusedEntities, { batch: entitiesOf(erased) });
      await this.neo4j.write(removeUnusedRedirects, { batch: entitiesOf(erased) });
    }
    if (written < unknown.length)
      throw new RetryLaterError('an account was erased while its payment was written');
    return known;
  }

  private async writeUnknown(rows: TransactionRow[], tags: Record<string, number>): Promise<number> {
    if (rows.length === 0) return 0;
    const [answer] = await this.neo4j.write<{ written: number }>(
      writeTransactions,
      { batch: { rows } },
      { tags },
    );
    return answer?.written ?? 0;
  }

  private report(conflicts: number, erased: number): void {
    if (erased > 0)
      this.logger.info({ transactions: erased }, 'payments of erased persons came again, left out');
    if (conflicts === 0) return;
    this.conflicts.inc(conflicts);
    this.logger.warn({ transactions: conflicts }, 'ids were sent again with other content, the first stands');
  }
}

interface Known {
  id: string;
  same: boolean;
  erased: boolean;
}
