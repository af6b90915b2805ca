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

/** The headers of a record that the handler sends. */
const headers = () => of(userHeaders({ topic: 'orders.new' }));

describe('records that a handler sends', () => {
  it.each<[string, () => Observable<unknown>]>([
    ['is called at once', headers],
    ['is called on subscription', () => defer(headers)],
    // Nest wraps the next interceptor's stream in a promise, which is subscribed to later.
    ['is called later by a nested interceptor', () => from(Promise.resolve(defer(headers))).pipe(mergeAll())],
  ])('carry its user when it %s', async (_, handle) => {
    const sent = ['ada', 'bob'].map((id) => lastValueFrom(interceptor.intercept(requestOf(id), { handle })));
    const hashes = (await Promise.all(sent)).map((each) => (each as Record<string, string>)[userHeader]);
    expect(hashes).toEqual([expect.stringMatching(/^k1\.\w{32}$/), expect.stringMatching(/^k1\.\w{32}$/)]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('carry no user after the handler has finished', async () => {
    await lastValueFrom(interceptor.intercept(requestOf('ada'), { handle: headers }));
    expect(userHeaders({ topic: 'orders.new' })).toEqual({});
  });
});
