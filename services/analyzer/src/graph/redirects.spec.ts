import type { TransactionEvent } from '@ringtrace/contracts';
import { keysOf, redirectRows, redirectsIn, tokensIn } from './redirects.ts';
import { toRows } from './write-transactions.ts';

/** @param keys oldest first; the last one is current */
const event = (...keys: string[]): TransactionEvent => {
  const [current = 'k1', ...former] = keys.toReversed();
  const tokens = (key: string) => ({ payerAccount: `${key}:a`, payeeAccount: `${key}:b`, card: `${key}:c` });
  return {
    schemaVersion: 1,
    id: 'tx-1',
    occurredAtMs: 1,
    amountMinor: 100,
    currency: 'EUR',
    type: 'transfer',
    ...tokens(current),
    ...(former.length > 0 && { former: former.toReversed().map(tokens) }),
  };
};
const pairs = (events: TransactionEvent[], order: string[]) =>
  [...redirectsIn(events, order).values()].map(({ from, to }) => `${from} ${to}`);

describe('redirectsIn', () => {
  it('redirects nothing when each event has one key', () => {
    expect(redirectsIn([event('k1'), event('k2')], ['k1', 'k2']).size).toBe(0);
  });

  it('redirects tokens to those of the key that came into use last', () => {
    expect(keysOf([event('k1', 'k2')])).toEqual(['k1', 'k2']);
    expect(pairs([event('k1', 'k2')], ['k1', 'k2'])).toEqual(['k1:a k2:a', 'k1:b k2:b', 'k1:c k2:c']);
  });

  it('chooses the same direction whichever key a pod takes for current', () => {
    expect(pairs([event('k2', 'k1')], ['k1', 'k2'])).toEqual(pairs([event('k1', 'k2')], ['k1', 'k2']));
  });

  it('redirects tokens of three keys to those of the newest', () => {
    const all = ['k1:a k3:a', 'k1:b k3:b', 'k1:c k3:c', 'k2:a k3:a', 'k2:b k3:b', 'k2:c k3:c'];
    const batch = [event('k1', 'k2'), event('k1', 'k2', 'k3')];
    expect(pairs(batch, ['k1', 'k2', 'k3']).sort()).toEqual(all);
    expect(pairs(batch.toReversed(), ['k1', 'k2', 'k3']).sort()).toEqual(all);
  });
});

describe('redirectRows', () => {
  it('redirects tokens in rows and nothing else', () => {
    const [row] = toRows([event('k1')]);
    const [redirected] = redirectRows(toRows([event('k1')]), redirectsIn([event('k1', 'k2')], ['k1', 'k2']));
    expect(redirected).toEqual({
      ...row,
      payerAccount: 'k2:a',
      payeeAccount: 'k2:b',
      card: 'k2:c',
      cards: ['k2:c'],
    });
    expect([...tokensIn(toRows([event('k1')]))]).toEqual(['k1:a', 'k1:b', 'k1:c']);
  });
});
