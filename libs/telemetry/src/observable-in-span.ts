// A span around an observable. It ends on completion, error or unsubscription (the client disconnected). An open span would
// hold back its whole trace.
import { defer, Observable, tap } from 'rxjs';
import { inSpan, type SpanOptions } from './in-span.ts';

/**
 * Subscribes to `source` inside a span. Values, errors and unsubscription pass through unchanged. If `source` itself throws,
 * the observable fails with that error.
 */
export function observableInSpan<T>(
  name: string,
  options: SpanOptions,
  source: () => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const untilEnded = () =>
      new Promise<void>((resolve, reject) => {
        // Registered before subscribing: a synchronous stream may end before `subscribe` returns.
        subscriber.add(() => resolve());
        defer(source)
          .pipe(tap({ error: reject }))
          .subscribe(subscriber);
      });
    // The subscriber has received the error already; here it only marked the span as failed.
    inSpan(name, options, untilEnded).catch(() => undefined);
  });
}
