// One attempt at a transaction of several statements. The retry around it repeats the whole transaction.
import { inSpan, type Tags } from '@ringtrace/telemetry';
import type { Session, Transaction } from 'neo4j-driver';
import { toGraphError } from './neo4j-errors.ts';
import { type Statement, sentText } from './options.ts';
import { type QueryTarget, transactionMetadata, transactionSpan } from './query-span.ts';
import { type Attempt, runStatement } from './run-statement.ts';
import { withDeadline } from './with-deadline.ts';

const rollbackTimeoutMs = 2_000;

/** The transaction as its work sees it. */
export interface TracedTransaction {
  /** Returns all rows, as plain objects. Throws a GraphError, which ends the transaction: do not catch it. */
  run<Row>(statement: Statement, parameters?: Record<string, unknown>, tags?: Tags): Promise<Row[]>;
}

export interface TransactionAttempt extends Attempt {
  name: string;
  timeoutMs: number;
}

/**
 * Runs `work` and commits. If `work` throws, rolls back and rethrows. Throws a GraphError if BEGIN or COMMIT fails, which the
 * `neo4j.transaction` span shows. If the connection is lost during COMMIT, it is unknown whether the commit took effect.
 */
export function runTransaction<T>(
  session: Session,
  target: QueryTarget,
  settings: TransactionAttempt,
  work: (transaction: TracedTransaction) => Promise<T>,
): Promise<T> {
  const { name, attempt, timeoutMs, deadlineMs, measure, tags } = settings;
  return inSpan('neo4j.transaction', transactionSpan(target, name, attempt, tags), async (span) => {
    const metadata = transactionMetadata(target, name, span.context);
    const begin = session.beginTransaction({ timeout: timeoutMs, metadata });
    const transaction = await withinDeadline(begin, deadlineMs, name);
    try {
      const value = await work({
        run: (statement, parameters, more) =>
          runStatement(
            target,
            statement,
            { attempt, deadlineMs, measure, parameters, tags: { ...tags, ...more } },
            () => transaction.run(sentText(statement), parameters),
          ),
      });
      await withinDeadline(transaction.commit(), deadlineMs, name);
      return value;
    } catch (error) {
      await rollBack(transaction, name);
      throw error;
    }
  });
}

async function withinDeadline<T>(step: PromiseLike<T>, deadlineMs: number, name: string): Promise<T> {
  try {
    return await withDeadline(step, deadlineMs, name);
  } catch (error) {
    throw toGraphError(error, name);
  }
}

// Awaited, so that locks are released before the caller gets the error, but not for long: the server may be the problem.
// A failed rollback is ignored, since the original error says more.
async function rollBack(transaction: Transaction, name: string): Promise<void> {
  if (!transaction.isOpen()) return;
  await withDeadline(transaction.rollback(), rollbackTimeoutMs, name).catch(() => undefined);
}
