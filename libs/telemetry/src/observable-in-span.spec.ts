// What passes through; that the span ends is shown on received spans in telemetry.int.spec.ts.
import { concat, EMPTY, firstValueFrom, NEVER, Observable, of, range, take, throwError, toArray } from 'rxjs';
import { observableInSpan } from './observable-in-span.ts';

const inSpan = <T>(source: () => Observable<T>) => observableInSpan('work', {}, source);

describe('a stream in a span', () => {
  it('passes values and completion on, of a stream that is over at once too', async () => {
    expect(await firstValueFrom(inSpan(() => of(1, 2, 3)).pipe(toArray()))).toEqual([1, 2, 3]);
    expect(await firstValueFrom(inSpan(() => EMPTY).pipe(toArray()))).toEqual([]);
  });

  it('passes an error on unchanged, after the values before it', async () => {
    const error = new Error('x');
    const seen: unknown[] = [];
    inSpan(() =>
      concat(
        of(1),
        throwError(() => error),
      ),
    ).subscribe({
      next: (value) => seen.push(value),
      error: (thrown) => seen.push(thrown),
    });
    expect(seen).toEqual([1, error]);
  });

  it('fails where the source cannot even be made', async () => {
    const error = new Error('x');
    const failing = inSpan(() => {
      throw error;
    });
    await expect(firstValueFrom(failing)).rejects.toBe(error);
  });

  it('stops its source when nobody listens any more, in the middle of its first values too', async () => {
    let stopped = 0;
    const watched = <T>(inner: Observable<T>) =>
      new Observable<T>((subscriber) => {
        subscriber.add(inner.subscribe(subscriber));
        return () => stopped++;
      });
    inSpan(() => watched(NEVER))
      .subscribe()
      .unsubscribe();
    await firstValueFrom(inSpan(() => watched(range(1, Number.MAX_SAFE_INTEGER))).pipe(take(1)));
    expect(stopped).toBe(2);
  });

  it('begins anew with each subscription', async () => {
    let begun = 0;
    const stream = inSpan(() => of(++begun));
    expect([await firstValueFrom(stream), await firstValueFrom(stream)]).toEqual([1, 2]);
  });
});
