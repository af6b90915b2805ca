// A statement of the driver's own API: its result is lazy, so its span stays open until the result is over.
import { inSpan, type TracedSpan } from '@ringtrace/telemetry';
import type { RecordShape, Result, ResultSummary } from 'neo4j-driver';
import { toGraphError } from './neo4j-errors.ts';
import type { OpenResults } from './open-results.ts';
import { outcomeTags, type QueryTarget, querySpan, type SessionStatement } from './query-span.ts';

/**
 * Runs `start` inside a span that ends when its result has been consumed, in whichever way, when it fails, or when
 * `open.results` ends it. Returns the result itself, not yet consumed. Rethrows what `start` throws.
 */
export function traceResult<R extends RecordShape>(
  target: QueryTarget,
  statement: SessionStatement,
  open: { results: OpenResults; limitMs: number },
  start: (span: TracedSpan) => Result<R>,
): Result<R> {
  const over = Promise.withResolvers<void>();
  const failed = (error: unknown) => over.reject(toGraphError(error, statement.name ?? 'statement'));
  let begun: () => Result<R> = () => {
    throw new TypeError('the statement was not started');
  };
  // `inSpan` calls its work before it first waits, so `begun` is set when it returns. The result must not become the
  // promise's value: a promise consumes what looks like one.
  const span = inSpan('neo4j.query', querySpan(target, statement), (opened) => {
    try {
      const result = start(opened);
      begun = () => result;
      const succeeded = (summary: ResultSummary, rowCount: number | undefined) => {
        opened.tag(outcomeTags(summary, rowCount));
        over.resolve();
      };
      whenConsumed(result, succeeded, failed);
    } catch (error) {
      begun = () => {
        throw error;
      };
      failed(error);
    }
    return over.promise;
  });
  // The error goes to whoever consumes the result; here it has done its work on the span.
  const forget = open.results.add(over.resolve, open.limitMs);
  span.catch(() => undefined).finally(forget);
  return begun();
}

// Every way to consume a result (await, subscribe, iteration, summary, the commit of its transaction) passes its
// observer through this method of the driver. An observer without `onError` would have the driver print the error
// with its values to the console, so there is always one.
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
