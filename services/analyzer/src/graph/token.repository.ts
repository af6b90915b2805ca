// While one key of tokens replaces another, what the graph holds under former tokens comes under the newest ones, before any
// rule runs.
//
// Nothing is lost between analyzers, since each does what it has to do before it looks: who replaces a token commits its
// redirect first and seeks payments under it then; who writes a payment commits it first and looks for redirects then. Of
// two that meet at a token at least one sees what the other did.
import { Injectable } from '@nestjs/common';
import { type TransactionEvent, transactionRequest } from '@ringtrace/contracts';
import { Metrics } from '@ringtrace/telemetry';
import { int, TracedNeo4j, type TracedTransaction } from '@ringtrace/traced-neo4j';
import {
  type Entity,
  entities,
  keysOf,
  type Replacement,
  type Role,
  replacementsIn,
  roles,
  tokensIn,
  withReplaced,
} from './replaced-tokens.ts';
import {
  countReplaced,
  finishMoves,
  lockMoves,
  movePayments,
  moveRelationships,
  orderKeys,
  readMoves,
  readReplaced,
  signReplaced,
} from './token-statements.ts';
import { type TransactionRow, writeEntities } from './write-transactions.ts';

interface Redirect extends Replacement {
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
 * Payments that are moved at a time, of each token, role and type: the newest ones, four times as many as any rule looks at. What
 * is left moves when the token is next heard of.
 */
const maxPayments = 200;
/** Tokens of one transaction: it must end long before its timeout. */
const tokensAtOnce = 25;

@Injectable()
export class TokenRepository {
  private readonly neo4j: TracedNeo4j;
  private readonly tokens;
  private readonly payments;
  private readonly late;
  private keyOrder: readonly string[] | undefined;
  private hasReplaced = false;

  constructor(neo4j: TracedNeo4j, metrics: Metrics) {
    this.neo4j = neo4j;
    this.tokens = metrics.counter(
      'ringtrace_tokens_replaced_total',
      'Tokens of a former key that were replaced by those of a newer one, by entity',
      ['entity'],
    );
    for (const entity of entities) this.tokens.inc({ entity }, 0);
    this.payments = metrics.counter(
      'ringtrace_payments_moved_total',
      'Payments that were moved from a former token to a newer one, once for each role',
    );
    this.late = metrics.counter(
      'ringtrace_late_tokens_total',
      'Tokens of payments that came under a former key alone after they had been replaced',
    );
  }

  /**
   * Before the rows are written: brings what the graph holds of them under the newest tokens, and returns the rows under these.
   * Written any earlier, one account would be two for who counts accounts. Idempotent.
   */
  async prepare(rows: TransactionRow[], events: readonly TransactionEvent[]): Promise<TransactionRow[]> {
    const keyOrder = await this.orderOf(events);
    // No key has ever been replaced, as far as is known here; if another analyzer knows more by now, `follow` sees it.
    return keyOrder.length === 0 ? rows : this.settle(rows, replacementsIn(events, keyOrder));
  }

  /**
   * When the rows are committed: a token may have been replaced since they were prepared. Returns them under the newest tokens
   * known, under which the graph holds them then. Idempotent.
   */
  async follow(rows: TransactionRow[]): Promise<TransactionRow[]> {
    return (await this.isAnyReplaced()) ? this.settle(rows, new Map()) : rows;
  }

  // Asked for with each batch until it is so.
  private async isAnyReplaced(): Promise<boolean> {
    if (!this.hasReplaced) {
      const [row] = await this.neo4j.read<{ count: number }>(countReplaced);
      this.hasReplaced = (row?.count ?? 0) > 0;
    }
    return this.hasReplaced;
  }

  private async settle(rows: TransactionRow[], wanted: Map<string, Replacement>): Promise<TransactionRow[]> {
    const own = tokensIn(rows);
    const known = await this.readReplaced([...wanted.keys(), ...own]);
    this.late.inc(known.filter(({ from }) => own.has(from) && !wanted.has(from)).length);
    const unsigned = await this.sign(wanted, known);
    // Own ones even if they have been moved: the row may have been written before, under its former token.
    let due: Replacement[] = [...unsigned, ...known.filter(({ from, isMoved }) => !isMoved || own.has(from))];
    let settled = rows;
    // Once for most: a token that replaces one may have been replaced itself meanwhile.
    while (due.length > 0) {
      await this.moveAll(due);
      settled = withReplaced(settled, new Map(due.map((each) => [each.from, each])));
      due = await this.readReplaced(due.map(({ to }) => to));
    }
    return settled;
  }

  // Asked for once a process and once a key: places never change.
  private async orderOf(events: readonly TransactionEvent[]): Promise<readonly string[]> {
    const keys = keysOf(events.filter(({ former }) => former !== undefined));
    if (this.keyOrder === undefined || !keys.every((key) => this.keyOrder?.includes(key))) {
      const [row] = await this.neo4j.write<{ keys: string[] }>(orderKeys, { batch: { keys } });
      this.keyOrder = row?.keys ?? [];
    }
    return this.keyOrder;
  }

  private readReplaced(tokens: string[]): Promise<Redirect[]> {
    return this.neo4j.read<Redirect>(readReplaced, { batch: { tokens: [...new Set(tokens)] } });
  }

  private async sign(wanted: Map<string, Replacement>, known: Redirect[]): Promise<Replacement[]> {
    const signed = new Set(known.map(({ from }) => from));
    const unsigned = [...wanted.values()].filter(({ from }) => !signed.has(from)).sort(byToken);
    if (unsigned.length > 0) await this.neo4j.write(signReplaced, { batch: { tokens: unsigned } });
    for (const { entity } of unsigned) this.tokens.inc({ entity });
    return unsigned;
  }

  private async moveAll(due: Replacement[]): Promise<void> {
    for (let begin = 0; begin < due.length; begin += tokensAtOnce) {
      const part = due.slice(begin, begin + tokensAtOnce);
      const moved = await this.neo4j.transaction('write', (transaction) => move(transaction, part), {
        name: 'graph.move-tokens',
      });
      this.payments.inc(moved);
    }
  }
}

/** Returns how many payments it has moved. */
async function move(transaction: TracedTransaction, due: Replacement[]): Promise<number> {
  const of = (entity: Entity) => due.filter((each) => each.entity === entity);
  const tokens = Object.fromEntries(entities.map((entity) => [entity, of(entity)]));
  const targets = (entity: Entity) => [...new Set(of(entity).map(({ to }) => to))].sort();
  await transaction.run(lockMoves);
  await transaction.run(writeEntities, {
    batch: { accounts: targets('account'), cards: targets('card'), devices: targets('device') },
  });
  const moves = await transaction.run<Move>(readMoves, {
    batch: { tokens, types: transactionRequest.shape.type.options },
    most: int(maxPayments),
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
    most: int(maxPayments),
  });
  const seeks = [...Map.groupBy(moves, ({ role, from, type }) => `${role} ${type} ${from}`).values()];
  const unfinished = new Set([
    ...seeks.flatMap(([first, ...more]) => (first && more.length + 1 >= maxPayments ? [first.from] : [])),
    ...uses.filter(({ moved }) => moved >= maxPayments).map(({ from }) => from),
  ]);
  const ids = due.map(({ from }) => from).filter((from) => !unfinished.has(from));
  await transaction.run(finishMoves, { batch: { ids: ids.sort() } });
  return moves.length;
}

const byToken = (a: Replacement, b: Replacement) => (a.from < b.from ? -1 : 1);
