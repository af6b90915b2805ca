// The driver's own session with a span per statement. It behaves like the driver's: same laziness, same errors, same retries,
// with separate spans for each attempt.
import type { ManagedTransaction, RecordShape, Session, Transaction } from 'neo4j-driver';
import type { OpenResults } from './open-results.ts';
import type { QueryTarget } from './query-span.ts';
import { type ParameterRules, type QueryArguments, readQuery } from './session-query.ts';
import { SessionSpans, type TransactionConfig } from './session-spans.ts';
import { withMethods } from './with-methods.ts';

type ManagedWork<T> = (transaction: ManagedTransaction) => Promise<T> | T;

/**
 * Adds spans to `session`. A span ends with its result, at the latest when its transaction or session closes or `allResults`
 * ends it.
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
      givenRules?: ParameterRules,
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

// The driver's `beginTransaction` returns a transaction that is also a promise for a second object of the same transaction.
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
  // Created at most once, and only when awaited: a promise that nobody awaits must not reject.
  let opened: Promise<Transaction> | undefined;
  const open = () => {
    opened ??= begun.then((transaction) => withMethods(transaction, methods));
    return opened;
  };
  const promise: Pick<Promise<Transaction>, 'then' | 'catch' | 'finally'> = {
    // biome-ignore lint/suspicious/noThenProperty: it replaces the driver's own thenable.
    then: (onFulfilled, onRejected) => open().then(onFulfilled, onRejected),
    catch: (onRejected) => open().catch(onRejected),
    finally: (onFinally) => open().finally(onFinally),
  };
  return withMethods(begun, { ...methods, ...promise });
}
