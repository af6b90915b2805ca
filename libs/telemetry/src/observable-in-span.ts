// A span around a stream. It ends on completion, on an error and on unsubscription (the client hung up): a span that
// stayed open would withhold its whole trace.
import { Observable, Subscription } from 'rxjs';
import { inSpan, type SpanOptions } from './in-span.ts';

/** Subscribes to `source` inside a span; values, errors and unsubscription pass through unchanged. */
export function observableInSpan<T>(
  name: string,
  options: SpanOptions,
  source: () => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const ended = Promise.withResolvers<void>();
    const inner = new Subscription();
    const span = inSpan(name, options, () => {
      inner.add(
        source().subscribe({
          next: (value) => subscriber.next(value),
          error: (error) => {
            ended.reject(error);
            subscriber.error(error);
          },
          complete: () => {
            ended.resolve();
            subscriber.complete();
          },
        }),
      );
      return ended.promise;
    });
    // The error has gone to the subscriber; here it has done its work on the span.
    span.catch(() => undefined);
    return () => {
      inner.unsubscribe();
      ended.resolve();
    };
  });
}
