import type { TransactionRequest } from '@ringtrace/contracts';
import { found, minute, type Pay, pay } from './pay.fixture.ts';

const into = (more: Pay = {}) => pay('in', 'A', 'M', { amountMinor: 100_000, ...more });
const out = (more: Pay = {}) => pay('out', 'M', 'B', { amountMinor: 95_000, at: minute, ...more });
const thresholds = { windowMs: 10 * minute, keepPercent: 90, minAmountMinor: 10_000 };
const cases = (...requests: TransactionRequest[]) => found('rapid-pass-through', thresholds, requests);

describe('rule rapid-pass-through', () => {
  it('wants the money to go on within ten minutes, the end included, and not before it came', () => {
    expect(cases(into(), out())).toEqual(['M: in out']);
    expect(cases(into(), out({ at: 0 }))).toHaveLength(1);
    expect(cases(into(), out({ at: -1 }))).toEqual([]);
    expect(cases(into(), out({ at: 10 * minute }))).toHaveLength(1);
    expect(cases(into(), out({ at: 10 * minute + 1 }))).toEqual([]);
  });

  it('wants 90 % of it to go on, and not more than it', () => {
    expect(cases(into(), out({ amountMinor: 90_000 }))).toHaveLength(1);
    expect(cases(into(), out({ amountMinor: 89_999 }))).toEqual([]);
    expect(cases(into(), out({ amountMinor: 100_000 }))).toHaveLength(1);
    expect(cases(into(), out({ amountMinor: 100_001 }))).toEqual([]);
  });

  it('wants 100.00 at least to come in', () => {
    expect(cases(into({ amountMinor: 10_000 }), out({ amountMinor: 9_000 }))).toHaveLength(1);
    expect(cases(into({ amountMinor: 9_999 }), out({ amountMinor: 9_999 }))).toEqual([]);
  });

  it('does not count money that goes back, changes its currency, or was no transfer', () => {
    expect(cases(into(), out({ payee: { accountId: 'A' } }))).toEqual([]);
    expect(cases(into(), out({ currency: 'USD' }))).toEqual([]);
    expect(cases(into({ type: 'payout' }), out())).toEqual([]);
    expect(cases(into(), out({ merchantId: 'm' }))).toEqual([]);
    expect(cases(into(), out({ type: 'cash-withdrawal' }))).toEqual([]);
    expect(cases(into(), out({ payer: { accountId: 'A' }, payee: { accountId: 'M' } }))).toEqual([]);
    expect(cases(pay('self', 'M', 'M', { amountMinor: 100_000 }), out())).toEqual([]);
  });

  it('does not count one device, if it is known of both', () => {
    expect(cases(into({ device: 'd' }), out({ device: 'd' }))).toEqual([]);
    expect(cases(into({ device: 'd' }), out({ device: 'e' }))).toHaveLength(1);
    expect(cases(into({ device: 'd' }), out())).toHaveLength(1);
    expect(cases(into(), out())).toHaveLength(1);
  });

  it('makes one case of an account, and one for each account of a chain', () => {
    const again = [
      pay('in2', 'C', 'M', { amountMinor: 20_000, at: 99 * minute }),
      pay('out2', 'M', 'D', { amountMinor: 20_000, at: 99 * minute }),
    ];
    expect(cases(into(), out(), ...again)).toEqual(['M: in in2 out out2']);
    expect(cases(into(), out(), pay('on', 'B', 'D', { amountMinor: 95_000, at: 2 * minute }))).toEqual([
      'M: in out',
      'B: on out',
    ]);
  });
});
