import { carryUser, hashIn, userHeader, userHeaders } from './user-headers.ts';

const [ada, bob] = [`k1.${'a'.repeat(32)}`, `k1.${'b'.repeat(32)}`];
const topics = new Set(['orders']);

describe('headers of a user', () => {
  it('are those of the user who is served, on the topics that were named', () => {
    carryUser({ hash: ada, topics }, () => {
      expect(userHeaders({ topic: 'orders' })).toEqual({ [userHeader]: ada });
      expect(userHeaders({ topic: 'other' })).toEqual({});
    });
  });

  it('are those of the message that a record follows from, before anybody else’s', () => {
    const causes = [{ [userHeader]: bob }, {}, { [userHeader]: 'ada@example.org' }];
    carryUser({ hash: ada, topics }, () =>
      expect(causes.map((headers) => userHeaders({ topic: 'orders', cause: { headers } }))).toEqual([
        { [userHeader]: bob },
        {},
        {},
      ]),
    );
  });

  it('are none where nobody is served', () => {
    expect(userHeaders({ topic: 'orders' })).toEqual({});
    carryUser({ hash: undefined, topics }, () => expect(userHeaders({ topic: 'orders' })).toEqual({}));
  });

  it('do not mix what goes on at the same time', async () => {
    const sent = (hash: string) =>
      carryUser({ hash, topics }, async () => {
        await new Promise(setImmediate);
        return userHeaders({ topic: 'orders' })[userHeader];
      });
    expect(await Promise.all([sent(ada), sent(bob)])).toEqual([ada, bob]);
  });

  it('are read from text and bytes, and only if they are a hash', () => {
    expect(hashIn({ [userHeader]: ada })).toBe(ada);
    expect(hashIn({ [userHeader]: Buffer.from(ada) })).toBe(ada);
    expect(hashIn({ [userHeader]: [Buffer.from(ada), bob] })).toBe(ada);
    for (const value of [undefined, null, 7, '', 'ada', { ada }, Buffer.from('ada@example.org')]) {
      expect(hashIn({ [userHeader]: value })).toBeUndefined();
    }
    expect(hashIn(undefined)).toBeUndefined();
  });
});
