// Several statements that take effect together. One attempt; the retry around it repeats the work as a whole.
import { inSpan, type Tags } from '@ringtrace/telemetry';
import type { Session, Transaction } from 'neo4j-driver';
import { toGraphError } from './neo4j-errors.ts';
import { type Statement, sentText } from './options.ts';
import { type QueryTarget, transactionMetadata, transactionSpan } from './query-span.ts';
import { type Attempt, runStatement } from './run-statement.ts';
import { withDeadline } from './with-deadline.ts';

const rollBackMs = 2_000;

/** What the work of a transaction may do with it. */
export interface TracedTransaction {
  /** All rows, as plain objects. Throws a GraphError, after which the transaction is lost: let it pass. */
  run<Row>(statement: Statement, parameters?: Record<string, unknown>, tags?: Tags): Promise<Row[]>;
}

export interface TransactionAttempt extends Attempt {
  name: string;
  timeoutMs: number;
}

/**
 * Runs `work` and commits; rolls back and rethrows what `work` throws. Throws a GraphError if BEGIN or COMMIT fails,
 * which the `neo4j.transaction` span shows. After a connection lost during COMMIT nobody knows whether it took place.
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
          runStatement(target, statement, { attempt, deadlineMs, measure, tags: { ...tags, ...more } }, () =>
            transaction.run(sentText(statement), parameters),
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

// Waited for, so that its locks are gone when the caller hears of the error; but not for long, since the server may
// be what is wrong. What fails here is less telling than what led here.
async function rollBack(transaction: Transaction, name: string): Promise<void> {
  if (!transaction.isOpen()) return;
  await withDeadline(transaction.rollback(), rollBackMs, name).catch(() => undefined);
}
