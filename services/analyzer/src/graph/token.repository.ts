// Key rotation: moves what the graph holds under former tokens to the newest ones, before any rule runs.
//
// Concurrent analyzers lose nothing, because each commits before it looks. An analyzer that redirects a token commits the
// redirect and then looks for payments. An analyzer that writes a payment commits it and then looks for redirects. If two
// analyzers work on one token, at least one of them sees what the other did.
import { Injectable } from '@nestjs/common';
import { type TransactionEvent, transactionRequest } from '@ringtrace/contracts';
import { Metrics } from '@ringtrace/telemetry';
import { int, TracedNeo4j, type TracedTransaction } from '@ringtrace/traced-neo4j';
import {
  type Entity,
  entities,
  keysOf,
  type Redirect,
  type Role,
  redirectRows,
  redirectsIn,
  roles,
  tokensIn,
} from './redirects.ts';
import {
  countRedirects,
  finishMoves,
  lockMoves,
  movePayments,
  moveRelationships,
  orderKeys,
  readMoves,
  readRedirects,
  storeRedirects,
} from './token-statements.ts';
import { type TransactionRow, writeEntities } from './write-transactions.ts';

interface StoredRedirect extends Redirect {
  isMoved: boolean;
}

interface Move {
  role: Role;
  from: string;
  to: string;
  type: string;
  id: string;
}

/**
 * How many payments are moved at a time, per token, role and type: the newest ones, four times as many as any rule looks at.
 * The rest moves when the token is next seen.
 */
const maxMovedPayments = 200;
/** How many tokens are moved in one database transaction, which has to end long before its timeout. */
const maxTokensPerTransaction = 25;
/** More keys than anybody rotates through while one token is in use. */
const maxRounds = 20;

@Injectable()
export class TokenRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly tokens;
  private readonly payments;
  private readonly late;
  private keyOrder: readonly string[] | undefined;
  private hasRedirects = false;

  constructor(neo4j: TracedNeo4j, metrics: Metrics) {
    this.neo4j = neo4j;
    this.tokens = metrics.counter(
      'ringtrace_tokens_replaced_total',
      'Tokens of a former key that were replaced by tokens of a newer one, by entity',
      ['entity'],
    );
    for (const entity of entities) this.tokens.inc({ entity }, 0);
    this.payments = metrics.counter(
      'ringtrace_payments_moved_total',
      'Payments moved from a former token to a newer one, once per role',
    );
    this.late = metrics.counter(
      'ringtrace_late_tokens_total',
      'Tokens of payments that arrived under a former key only, after the token had been replaced',
    );
  }

  /**
   * Called before the rows are written: moves what the graph holds of their entities to the newest tokens, and returns the
   * rows with these tokens. If the rows were written first, a rule would count one account as two. Idempotent.
   */
  async moveToNewestTokens(
    rows: TransactionRow[],
    events: readonly TransactionEvent[],
  ): Promise<TransactionRow[]> {
    const keyOrder = await this.orderOf(events);
    // This analyzer knows of no redirect. If another one knows more by now, `applyRedirects` sees it.
    return keyOrder.length === 0 ? rows : this.redirect(rows, redirectsIn(events, keyOrder));
  }

  /**
   * Called after the rows are committed: a token may have been redirected since `moveToNewestTokens`. Returns the rows with
   * the newest known tokens, which are then also those in the graph. Idempotent.
   */
  async applyRedirects(rows: TransactionRow[]): Promise<TransactionRow[]> {
    return (await this.hasAnyRedirect()) ? this.redirect(rows, new Map()) : rows;
  }

  // Queried with each batch until the answer is yes.
  private async hasAnyRedirect(): Promise<boolean> {
    if (!this.hasRedirects) {
      const [row] = await this.neo4j.read<{ count: number }>(countRedirects);
      this.hasRedirects = (row?.count ?? 0) > 0;
    }
    return this.hasRedirects;
  }

  private async redirect(rows: TransactionRow[], wanted: Map<string, Redirect>): Promise<TransactionRow[]> {
    const own = tokensIn(rows);
    const known = await this.readRedirects([...wanted.keys(), ...own]);
    this.late.inc(known.filter(({ from }) => own.has(from) && !wanted.has(from)).length);
    const added = await this.storeRedirects(wanted, known);
    // Own tokens even if they are marked as moved: the row may have been written before, under its former token.
    let due: Redirect[] = [...added, ...known.filter(({ from, isMoved }) => !isMoved || own.has(from))];
    let redirected = rows;
    // Usually one round. Another one if the target has itself been redirected in the meantime. In a graph that somebody
    // edited or restored, redirects may lead in a circle.
    for (let round = 0; due.length > 0 && round < maxRounds; round += 1) {
      await this.moveAll(due);
      redirected = redirectRows(redirected, new Map(due.map((each) => [each.from, each])));
      due = await this.readRedirects(due.map(({ to }) => to));
    }
    return redirected;
  }

  // Queried once per process and once per new key: the order never changes.
  private async orderOf(events: readonly TransactionEvent[]): Promise<readonly string[]> {
    const keys = keysOf(events.filter(({ former }) => former !== undefined));
    if (this.keyOrder === undefined || !keys.every((key) => this.keyOrder?.includes(key))) {
      const [row] = await this.neo4j.write<{ keys: string[] }>(orderKeys, { batch: { keys } });
      this.keyOrder = row?.keys ?? [];
    }
    return this.keyOrder;
  }

  private readRedirects(tokens: string[]): Promise<StoredRedirect[]> {
    return this.neo4j.read<StoredRedirect>(readRedirects, { batch: { tokens: [...new Set(tokens)] } });
  }

  private async storeRedirects(wanted: Map<string, Redirect>, known: StoredRedirect[]): Promise<Redirect[]> {
    const knownTokens = new Set(known.map(({ from }) => from));
    const added = [...wanted.values()].filter(({ from }) => !knownTokens.has(from)).sort(byToken);
    if (added.length > 0) await this.neo4j.write(storeRedirects, { batch: { tokens: added } });
    for (const { entity } of added) this.tokens.inc({ entity });
    return added;
  }

  private async moveAll(due: Redirect[]): Promise<void> {
    for (let begin = 0; begin < due.length; begin += maxTokensPerTransaction) {
      const part = due.slice(begin, begin + maxTokensPerTransaction);
      const moved = await this.neo4j.transaction('write', (transaction) => move(transaction, part), {
        name: 'graph.move-tokens',
      });
      this.payments.inc(moved);
    }
  }
}

/** Returns the number of moved payments. */
async function move(transaction: TracedTransaction, due: Redirect[]): Promise<number> {
  const of = (entity: Entity) => due.filter((each) => each.entity === entity);
  const tokens = Object.fromEntries(entities.map((entity) => [entity, of(entity)]));
  const targets = (entity: Entity) => [...new Set(of(entity).map(({ to }) => to))].sort();
  await transaction.run(lockMoves);
  await transaction.run(writeEntities, {
    batch: { accounts: targets('account'), cards: targets('card'), devices: targets('device') },
  });
  const moves = await transaction.run<Move>(readMoves, {
    batch: { tokens, types: transactionRequest.shape.type.options },
    limit: int(maxMovedPayments),
  });
  const byRole = Map.groupBy(moves, ({ role }) => role);
  for (const role of roles) {
    const ofRole = (byRole.get(role) ?? [])
      .map(({ id, to }) => ({ id, to }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    if (ofRole.length > 0) await transaction.run(movePayments[role], { batch: { moves: ofRole } });
  }
  const uses = await transaction.run<{ from: string; moved: number }>(moveRelationships, {
    batch: { tokens },
    limit: int(maxMovedPayments),
  });
  const seeks = [...Map.groupBy(moves, ({ role, from, type }) => `${role} ${type} ${from}`).values()];
  const unfinished = new Set([
    ...seeks.flatMap(([first, ...more]) =>
      first && more.length + 1 >= maxMovedPayments ? [first.from] : [],
    ),
    ...uses.filter(({ moved }) => moved >= maxMovedPayments).map(({ from }) => from),
  ]);
  const ids = due.map(({ from }) => from).filter((from) => !unfinished.has(from));
  await transaction.run(finishMoves, { batch: { ids: ids.sort() } });
  return moves.length;
}

const byToken = (a: Redirect, b: Redirect) => (a.from < b.from ? -1 : 1);
