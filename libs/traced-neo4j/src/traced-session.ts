// The driver's own session with a span per statement, for those who want its API. It behaves as the driver's does:
// same laziness, same errors, same retries, each try with spans of its own.
import type { ManagedTransaction, RecordShape, Session, Transaction } from 'neo4j-driver';
import type { OpenResults } from './open-results.ts';
import type { QueryTarget } from './query-span.ts';
import { type QueryArguments, type Rules, readQuery } from './session-query.ts';
import { SessionSpans, type TransactionConfig } from './session-spans.ts';
import { withMethods } from './with-methods.ts';

type ManagedWork<T> = (transaction: ManagedTransaction) => Promise<T> | T;

/**
 * `session` with spans. They end with their results, and at the latest when their transaction or session closes or
 * `allResults` ends.
 */
export function traceSession(session: Session, target: QueryTarget, allResults: OpenResults): Session {
  const spans = new SessionSpans(target, allResults);
  const close = () => {
    spans.end();
    return session.close();
  };
  const managed =
    <T>(work: ManagedWork<T>, given?: TransactionConfig): ManagedWork<T> =>
    (transaction) =>
      work(withMethods(transaction, { run: tracedRun(transaction, spans, given) }));
  return withMethods(session, {
    run: <R extends RecordShape>(
      query: QueryArguments[0],
      values?: unknown,
      given?: TransactionConfig,
      givenRules?: Rules,
    ) => {
      const { statement, parameters, rules } = readQuery(query, values, givenRules);
      return spans.trace<R>(statement, given, (context) =>
        session.run<R>(statement.text, parameters, spans.config(given, statement.name, context), rules),
      );
    },
    beginTransaction: (given) => tracedTransaction(session, spans, given),
    executeRead: (work, given) =>
      spans.ending(() => session.executeRead(managed(work, given), spans.config(given))),
    executeWrite: (work, given) =>
      spans.ending(() => session.executeWrite(managed(work, given), spans.config(given))),
    close,
    [Symbol.asyncDispose]: close,
  });
}

function tracedRun(
  transaction: Pick<Transaction, 'run'>,
  spans: SessionSpans,
  given?: TransactionConfig,
): Transaction['run'] {
  return <R extends RecordShape>(...query: QueryArguments) => {
    const { statement, parameters, rules } = readQuery(...query);
    return spans.trace<R>(statement, given, () => transaction.run<R>(statement.text, parameters, rules));
  };
}

// The driver's `beginTransaction` returns a transaction that is also the promise of a second object for the same one.
function tracedTransaction(session: Session, spans: SessionSpans, given?: TransactionConfig) {
  const begun = session.beginTransaction(spans.config(given));
  const close = () => spans.ending(() => begun.close());
  const methods = {
    run: tracedRun(begun, spans, given),
    commit: () => spans.ending(() => begun.commit()),
    rollback: () => spans.ending(() => begun.rollback()),
    close,
    [Symbol.asyncDispose]: close,
  };
  // Asked for at most once, and only by those who wait: a promise nobody waits for must not reject.
  let opened: Promise<Transaction> | undefined;
  const open = () => {
    opened ??= begun.then((transaction) => withMethods(transaction, methods));
    return opened;
  };
  const promise: Pick<Promise<Transaction>, 'then' | 'catch' | 'finally'> = {
    // biome-ignore lint/suspicious/noThenProperty: it stands in for the driver's own thenable.
    then: (onFulfilled, onRejected) => open().then(onFulfilled, onRejected),
    catch: (onRejected) => open().catch(onRejected),
    finally: (onFinally) => open().finally(onFinally),
  };
  return withMethods(begun, { ...methods, ...promise });
}
