import type { ExecutionContext } from '@nestjs/common';
import { defer, from, lastValueFrom, mergeAll, type Observable, of } from 'rxjs';
import { settingsOf } from './options.ts';
import { userHeader, userHeaders } from './user-headers.ts';
import { UserTracker } from './user-tracker.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';

const settings = settingsOf({
  hashKey: { id: 'k1', secret: 'x'.repeat(32) },
  propagateToTopics: ['orders.new'],
});
const interceptor = new UserTrackingInterceptor(new UserTracker(settings, () => undefined));

const requestOf = (id: string) => {
  const request = { headers: {}, user: { id } };
  const context = {
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request }),
    getClass: () => class {},
    getHandler: () => () => undefined,
  };
  return context as unknown as ExecutionContext;
};

/** What a record would carry that the handler sends. */
const headers = () => of(userHeaders({ topic: 'orders.new' }));

describe('records that a handler sends carry its user', () => {
  it.each<[string, () => Observable<unknown>]>([
    ['where it is called at once', headers],
    ['where it is called on subscription', () => defer(headers)],
    // As Nest gives the next interceptor's stream: a promise of it, subscribed to in a later turn.
    ['where an interceptor further in waits', () => from(Promise.resolve(defer(headers))).pipe(mergeAll())],
  ])('%s', async (_, handle) => {
    const told = ['ada', 'bob'].map((id) => lastValueFrom(interceptor.intercept(requestOf(id), { handle })));
    const hashes = (await Promise.all(told)).map((each) => (each as Record<string, string>)[userHeader]);
    expect(hashes).toEqual([expect.stringMatching(/^k1\.\w{32}$/), expect.stringMatching(/^k1\.\w{32}$/)]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('and nobody afterwards', async () => {
    await lastValueFrom(interceptor.intercept(requestOf('ada'), { handle: headers }));
    expect(userHeaders({ topic: 'orders.new' })).toEqual({});
  });
});
