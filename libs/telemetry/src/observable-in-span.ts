// A span around a stream. It ends on completion, on an error and on unsubscription (the client hung up): a span that
// stayed open would withhold its whole trace.
import { defer, Observable, tap } from 'rxjs';
import { inSpan, type SpanOptions } from './in-span.ts';

/**
 * Subscribes to `source` inside a span; values, errors and unsubscription pass through unchanged. A `source` that
 * throws is a stream that fails.
 */
export function observableInSpan<T>(
  name: string,
  options: SpanOptions,
  source: () => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const untilEnded = () =>
      new Promise<void>((resolve, reject) => {
        // Before the subscription: a stream may be over before `subscribe` returns.
        subscriber.add(() => resolve());
        defer(source)
          .pipe(tap({ error: reject }))
          .subscribe(subscriber);
      });
    // The error has gone to the subscriber; here it has done its work on the span.
    inSpan(name, options, untilEnded).catch(() => undefined);
  });
}
