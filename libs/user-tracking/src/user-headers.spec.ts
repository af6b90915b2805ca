import { hashFromHeaders, runWithUser, userHeader, userHeaders } from './user-headers.ts';

const [ada, bob] = [`k1.${'a'.repeat(32)}`, `k1.${'b'.repeat(32)}`];
const topics = new Set(['orders']);

describe('userHeaders', () => {
  it('returns the hash of the current user on configured topics', () => {
    runWithUser({ hash: ada, topics }, () => {
      expect(userHeaders({ topic: 'orders' })).toEqual({ [userHeader]: ada });
      expect(userHeaders({ topic: 'other' })).toEqual({});
    });
  });

  it('returns the hash of the causing message rather than of the current user', () => {
    const causes = [{ [userHeader]: bob }, {}, { [userHeader]: 'ada@example.org' }];
    runWithUser({ hash: ada, topics }, () =>
      expect(causes.map((headers) => userHeaders({ topic: 'orders', cause: { headers } }))).toEqual([
        { [userHeader]: bob },
        {},
        {},
      ]),
    );
  });

  it('returns no headers without a current user', () => {
    expect(userHeaders({ topic: 'orders' })).toEqual({});
    runWithUser({ hash: undefined, topics }, () => expect(userHeaders({ topic: 'orders' })).toEqual({}));
  });

  it('does not mix concurrent users', async () => {
    const sent = (hash: string) =>
      runWithUser({ hash, topics }, async () => {
        await new Promise(setImmediate);
        return userHeaders({ topic: 'orders' })[userHeader];
      });
    expect(await Promise.all([sent(ada), sent(bob)])).toEqual([ada, bob]);
  });

  it('are read from strings and buffers, and only if they hold a hash', () => {
    expect(hashFromHeaders({ [userHeader]: ada })).toBe(ada);
    expect(hashFromHeaders({ [userHeader]: Buffer.from(ada) })).toBe(ada);
    expect(hashFromHeaders({ [userHeader]: [Buffer.from(ada), bob] })).toBe(ada);
    for (const value of [undefined, null, 7, '', 'ada', { ada }, Buffer.from('ada@example.org')]) {
      expect(hashFromHeaders({ [userHeader]: value })).toBeUndefined();
    }
    expect(hashFromHeaders(undefined)).toBeUndefined();
  });
});
