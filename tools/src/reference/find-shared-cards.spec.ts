import type { TransactionRequest } from '@ringtrace/contracts';
import { found, minute, type Pay, pay } from './pay.fixture.ts';

const thresholds = { windowMs: 5 * minute, minAmountMinor: 1_000, minPayees: 2 };
const cases = (requests: TransactionRequest[]) => found('shared-card-and-device', thresholds, requests);
const used = (id: string, at: number, payee: string, more: Pay = {}) =>
  pay(id, `A${id}`, payee, { at, card: 'c', device: 'd', ...more });

describe('rule shared-card-and-device', () => {
  it('has a window of five minutes, its end included, both ways in time', () => {
    expect(cases([used('a', 0, 'M'), used('b', 5 * minute, 'N')])).toEqual(['c d: a b']);
    expect(cases([used('b', 5 * minute, 'N'), used('a', 0, 'M')])).toEqual(['c d: a b']);
    expect(cases([used('a', 0, 'M'), used('b', 5 * minute + 1, 'N')])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 0, 'N')])).toEqual(['c d: a b']);
  });

  it('wants two payees', () => {
    expect(cases([used('a', 0, 'M'), used('b', 1, 'M'), used('c', 2, 'M')])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 1, 'M'), used('c', 2, 'N')])).toEqual(['c d: a b c']);
  });

  it('looks only at amounts from 10.00 on', () => {
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { amountMinor: 999 })])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { amountMinor: 1_000 })])).toHaveLength(1);
  });

  it('needs both the card and the device', () => {
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { device: 'other' })])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { card: 'other' })])).toEqual([]);
    expect(cases([pay('a', 'A', 'M', { card: 'c' }), pay('b', 'B', 'N', { card: 'c' })])).toEqual([]);
  });

  it('makes one case of a card and a device, over any time, without those that are alone', () => {
    const chain = [used('a', 0, 'M'), used('b', 4 * minute, 'N'), used('c', 8 * minute, 'M')];
    const alone = used('d', 30 * minute, 'M');
    const later = [used('e', 100 * minute, 'M'), used('f', 101 * minute, 'N')];
    expect(cases([...chain, alone, ...later])).toEqual(['c d: a b c e f']);
    const others = chain.map((one) => ({ ...one, id: `x${one.id}`, card: 'k' }));
    expect(cases([...chain, ...others])).toEqual(['c d: a b c', 'k d: xa xb xc']);
  });

  it('takes every type of payment, also of an account to itself', () => {
    const self = pay('a', 'A', 'A', { card: 'c', device: 'd', type: 'payout' });
    expect(cases([self, used('b', 0, 'N')])).toEqual(['c d: a b']);
  });
});
