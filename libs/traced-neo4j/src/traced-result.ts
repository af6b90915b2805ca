// Traces a statement of the driver's own API. Its result is lazy, so the span stays open until the result has ended.
import { inSpan, type TracedSpan } from '@ringtrace/telemetry';
import type { RecordShape, Result, ResultSummary } from 'neo4j-driver';
import { toGraphError } from './neo4j-errors.ts';
import type { OpenResults } from './open-results.ts';
import { outcomeTags, type QueryTarget, querySpan, type SessionStatement } from './query-span.ts';

/**
 * Runs `start` inside a span that ends when its result has been consumed in any way, has failed, or is ended by
 * `open.results`. Returns the unconsumed result itself. Rethrows errors of `start`.
 */
export function traceResult<R extends RecordShape>(
  target: QueryTarget,
  statement: SessionStatement,
  open: { results: OpenResults; limitMs: number },
  start: (span: TracedSpan) => Result<R>,
): Result<R> {
  const ended = Promise.withResolvers<void>();
  const failed = (error: unknown) => ended.reject(toGraphError(error, statement.name ?? 'statement'));
  let getResult: () => Result<R> = () => {
    throw new TypeError('the statement was not started');
  };
  // `inSpan` calls its work synchronously, so `getResult` is set when it returns. The result must not become the value of the
  // promise: a promise would consume it, since it is a thenable.
  const span = inSpan('neo4j.query', querySpan(target, statement), (opened) => {
    try {
      const result = start(opened);
      getResult = () => result;
      const succeeded = (summary: ResultSummary, rowCount: number | undefined) => {
        opened.tag(outcomeTags(summary, rowCount));
        ended.resolve();
      };
      whenConsumed(result, succeeded, failed);
    } catch (error) {
      getResult = () => {
        throw error;
      };
      failed(error);
    }
    return ended.promise;
  });
  // Whoever consumes the result gets the error; here it only marked the span as failed.
  const remove = open.results.add(ended.resolve, open.limitMs);
  span.catch(() => undefined).finally(remove);
  return getResult();
}

// Every way to consume a result (await, subscribe, iteration, summary, commit of its transaction) passes an observer through
// this driver method. Without an `onError` the driver would print the error with its values to the console, so one is
// always set.
function whenConsumed<R extends RecordShape>(
  result: Result<R>,
  succeeded: (summary: ResultSummary, rowCount: number | undefined) => void,
  failed: (error: Error) => void,
): void {
  const decorate = result._decorateObserver.bind(result);
  let rowCount = 0;
  result._decorateObserver = (observer, skipOnCompleted) => {
    const { onKeys, onNext } = observer;
    return decorate(
      {
        ...(onKeys && { onKeys: (keys: string[]) => onKeys.call(observer, keys) }),
        ...(onNext && {
          onNext: (row: Parameters<typeof onNext>[0]) => {
            rowCount += 1;
            onNext.call(observer, row);
          },
        }),
        onCompleted: (summary) => {
          succeeded(summary, onNext && rowCount);
          observer.onCompleted?.(summary);
        },
        onError: (error) => {
          failed(error);
          observer.onError?.(error);
        },
      },
      skipOnCompleted,
    );
  };
}
