// WRITE: stores a batch in the graph, before any rule runs.
import { Inject, Injectable } from '@nestjs/common';
import type { TransactionEvent } from '@ringtrace/contracts';
import { type Logger, loggerToken, Metrics, spanTags } from '@ringtrace/telemetry';
import { RetryLaterError, UnprocessableRecordError } from '@ringtrace/traced-kafka';
import { classifyNeo4jError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from './graph-schema.repository.ts';
import { removeUnusedEntities, removeUnusedRedirects } from './remove-unused-entities.ts';
import { TokenRepository } from './token.repository.ts';
import {
  conflictsWithin,
  entitiesOf,
  readKnown,
  readStored,
  type StoredTransaction,
  type TransactionRow,
  toRows,
  toStoredEvent,
  writeEntities,
  writeTransactions,
} from './write-transactions.ts';

const maxWriteAttempts = 4;

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
    @Inject(loggerToken) logger: Logger,
    metrics: Metrics,
    tokens: TokenRepository,
  ) {
    this.neo4j = neo4j;
    this.schema = schema;
    this.logger = logger;
    this.tokens = tokens;
    this.conflicts = metrics.counter(
      'ringtrace_transaction_conflicts_total',
      'Transactions with a known id but different content; the first one is kept',
    );
  }

  /**
   * Stores each transaction once and returns the rows that the graph now holds, which are those to judge. If an id is taken by
   * a transaction with different content, the first one is kept: it is returned if it has not been judged yet, else it has its
   * verdict. Payments of erased persons are skipped: a redelivery must not bring the person back.
   * @throws UnprocessableRecordError if a node of someone else has the id of a transaction
   * @throws RetryLaterError if an account was erased while its payment was being written
   */
  async write(transactions: TransactionEvent[]): Promise<TransactionRow[]> {
    await this.schema.whenApplied();
    const rows = await this.tokens.moveToNewestTokens(toRows(transactions), transactions);
    const known = await this.writeWithRetry(rows);
    const conflicting = known.filter(({ same, erased }) => !same && !erased);
    this.report(
      conflicting.length + conflictsWithin(transactions),
      known.filter(({ erased }) => erased).length,
    );
    const skipped = new Set(known.filter(({ same, erased }) => erased || !same).map(({ id }) => id));
    const unjudged = conflicting.filter(({ judged }) => !judged).map(({ id }) => id);
    return [...rows.filter((row) => !skipped.has(row.id)), ...(await this.readStored(unjudged))];
  }

  private async readStored(ids: string[]): Promise<TransactionRow[]> {
    if (ids.length === 0) return [];
    const found = await this.neo4j.read<{ stored: StoredTransaction }>(readStored, { batch: { ids } });
    return toRows(found.map(({ stored }) => toStoredEvent(stored)));
  }

  private async writeWithRetry(rows: TransactionRow[]): Promise<Known[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.writeNew(rows);
      } catch (error) {
        // Another analyzer has just written one of them, as after a rebalance, or an entity was erased. The retry sees that.
        // More than one retry, because each can meet another transaction that was written meanwhile.
        if (classifyNeo4jError(error) !== 'permanent' || attempt === maxWriteAttempts) throw error;
      }
    }
  }

  /** Returns the rows whose ids were already known. */
  private async writeNew(rows: TransactionRow[]): Promise<Known[]> {
    const tags = { [spanTags.batchSize]: rows.length };
    const [known] = await Promise.all([
      this.neo4j.read<Known>(readKnown, { batch: { rows } }, { tags }),
      this.neo4j.write(writeEntities, { batch: entitiesOf(rows) }, { tags }),
    ]);
    if (known.some(({ foreign }) => foreign))
      throw new UnprocessableRecordError(
        'id-taken',
        'the graph has a (:Transaction) with this id that no analyzer wrote: remove it, then replay the dead letter',
      );
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
      throw new RetryLaterError('an account was erased while its payment was being written');
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
      this.logger.info({ transactions: erased }, 'skipping redelivered payments of erased persons');
    if (conflicts === 0) return;
    this.conflicts.inc(conflicts);
    this.logger.warn({ transactions: conflicts }, 'duplicate ids with different content, keeping the first');
  }
}

interface Known {
  id: string;
  same: boolean;
  judged: boolean;
  erased: boolean;
  foreign: boolean;
}
