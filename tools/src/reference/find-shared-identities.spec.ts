import type { TransactionRequest } from '@ringtrace/contracts';
import { found, hour, minute, type Pay, pay } from './pay.fixture.ts';

const thresholds = { windowMs: 24 * hour, minAccountsPerDevice: 4, minAccountsPerCard: 3, minPayees: 2 };
const cases = (requests: TransactionRequest[]) => found('shared-identity', thresholds, requests);
/** One payment of each account to two shops in turn, an hour apart unless told otherwise. */
const from = (accounts: string, more: Pay, gap = hour) =>
  [...accounts].map((account, index) =>
    pay(`${account}${index}`, account, `M${index % 2}`, { at: index * gap, ...more }),
  );

describe('rule shared-identity', () => {
  it('wants four accounts on a device', () => {
    expect(cases(from('ABCD', { device: 'd' }))).toEqual(['device d: A0 B1 C2 D3']);
    expect(cases(from('ABC', { device: 'd' }))).toEqual([]);
    expect(cases(from('ABCABC', { device: 'd' }))).toEqual([]);
  });

  it('wants three accounts with a card', () => {
    expect(cases(from('ABC', { card: 'c' }))).toEqual(['card c: A0 B1 C2']);
    expect(cases(from('ABAB', { card: 'c' }))).toEqual([]);
  });

  it('wants two payees of a device', () => {
    expect(cases(from('ABCD', { device: 'd', payee: { accountId: 'M' } }))).toEqual([]);
    // but not of a card: no card is a till
    expect(cases(from('ABC', { card: 'c', payee: { accountId: 'M' } }))).toEqual(['card c: A0 B1 C2']);
  });

  it('makes two cases where a device and a card are shared, though their members are the same', () => {
    const both = from('ABCD', { card: 'c', device: 'd' });
    expect(cases(both)).toEqual(['card c: A0 B1 C2 D3', 'device d: A0 B1 C2 D3']);
    expect(cases(both.toReversed())).toEqual(cases(both));
  });

  it('has a window of a day, its end included', () => {
    const lastAt = (at: number) =>
      from('ABCD', { device: 'd' }).with(3, pay('D3', 'D', 'M', { device: 'd', at }));
    expect(cases(lastAt(24 * hour))).toEqual(['device d: A0 B1 C2 D3']);
    expect(cases(lastAt(24 * hour + 1))).toEqual([]);
  });

  it('takes in all payments of each such window', () => {
    const busy = from('ABCD', { device: 'd' }, minute);
    const at = (id: string, after: number) => pay(id, 'A', 'M0', { device: 'd', at: after });
    const firstPossible = -24 * hour + 3 * minute;
    expect(cases([...busy, at('x', firstPossible), at('y', firstPossible - 1), at('z', 60 * hour)])).toEqual([
      'device d: A0 B1 C2 D3 x',
    ]);
  });
});
