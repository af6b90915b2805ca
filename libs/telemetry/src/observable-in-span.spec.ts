// Tests what passes through. telemetry.int.spec.ts shows on received spans that the span ends.
import { concat, EMPTY, firstValueFrom, NEVER, Observable, of, range, take, throwError, toArray } from 'rxjs';
import { observableInSpan } from './observable-in-span.ts';

const inSpan = <T>(source: () => Observable<T>) => observableInSpan('work', {}, source);

describe('observableInSpan', () => {
  it('passes on values and completion, of a synchronous or empty stream too', async () => {
    expect(await firstValueFrom(inSpan(() => of(1, 2, 3)).pipe(toArray()))).toEqual([1, 2, 3]);
    expect(await firstValueFrom(inSpan(() => EMPTY).pipe(toArray()))).toEqual([]);
  });

  it('passes on an error unchanged, after the values before it', async () => {
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

  it('fails when the source throws', async () => {
    const error = new Error('x');
    const failing = inSpan(() => {
      throw error;
    });
    await expect(firstValueFrom(failing)).rejects.toBe(error);
  });

  it('stops its source on unsubscription, even in the middle of synchronous values', async () => {
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

  it('subscribes to a new source for each subscription', async () => {
    let begun = 0;
    const stream = inSpan(() => of(++begun));
    expect([await firstValueFrom(stream), await firstValueFrom(stream)]).toEqual([1, 2]);
  });
});
