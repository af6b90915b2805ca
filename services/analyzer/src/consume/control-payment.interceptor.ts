// Protects good payments from a broken database. A payment becomes a dead letter for an error of the database only if the same
// database takes another payment right afterwards, and then refuses this one again. Otherwise it waits.
import { randomUUID } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type TransactionEvent, transactionSchemaVersion } from '@ringtrace/contracts';
import { type ConsumedMessage, RetryLaterError } from '@ringtrace/traced-kafka';
import { classifyNeo4jError, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { catchError, from, mergeMap, type Observable } from 'rxjs';
import { entitiesOf, toRows, writeEntities, writeTransactions } from '../graph/write-transactions.ts';

@Injectable()
export class ControlPaymentInterceptor implements NestInterceptor {
  private readonly neo4j: TracedNeo4j;

  constructor(neo4j: TracedNeo4j) {
    this.neo4j = neo4j;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const messages = context.switchToRpc().getData<ConsumedMessage[]>();
    const passes = (error: unknown) => from(this.deservesAnother(error, messages.length));
    return next.handle().pipe(catchError((error) => passes(error).pipe(mergeMap(() => next.handle()))));
  }

  /**
   * Resolves if the payment is to be tried once more: the database may have been broken at the payment, and right again at the
   * control payment. Throws `error`, or RetryLaterError if it could make a dead letter of a payment that is not at fault. A
   * batch of several is split first, so only a single record is checked.
   */
  private async deservesAnother(error: unknown, recordCount: number): Promise<void> {
    const failure = classifyNeo4jError(error);
    const mayBeDeadLettered = recordCount === 1 && (failure === 'permanent' || failure === 'size');
    if (!mayBeDeadLettered) throw error;
    if (!(await this.isAccepted()))
      throw new RetryLaterError('the database does not take a control payment either', { cause: error });
    // The transport tries these many times anyway.
    if (failure === 'size') throw error;
  }

  /** Writes a payment of its own with the statements of every batch, in a transaction that is rolled back. */
  private async isAccepted(): Promise<boolean> {
    const rows = toRows([controlPayment(randomUUID())]);
    const rollback = new Error('rollback');
    try {
      await this.neo4j.transaction(
        'write',
        async (transaction) => {
          await transaction.run(writeEntities, { batch: entitiesOf(rows) });
          await transaction.run(writeTransactions, { batch: { rows } });
          throw rollback;
        },
        { name: 'graph.control-payment' },
      );
      return false;
    } catch (error) {
      return error === rollback;
    }
  }
}

// Its ids are new each time, so it never waits for a lock or meets a constraint because of itself.
function controlPayment(id: string): TransactionEvent {
  const token = (name: string) => `control:${name}-${id}`;
  return {
    schemaVersion: transactionSchemaVersion,
    tenant: 'control',
    id,
    occurredAtMs: 0,
    amountMinor: 0,
    currency: 'EUR',
    type: 'transfer',
    payerAccount: token('payer'),
    payeeAccount: token('payee'),
    card: token('card'),
    device: token('device'),
  };
}
