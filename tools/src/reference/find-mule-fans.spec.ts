import type { TransactionRequest } from '@ringtrace/contracts';
import { found, hour, minute, type Pay, pay } from './pay.fixture.ts';

/** `mule` and each of the others, ten minutes apart unless told otherwise; the mule is paid, or pays. */
const fan = (rule: string, others: string, more: Pay = {}, gap = 10 * minute) =>
  [...others].map((other, index) => {
    const [payer, payee] = rule === 'mule-fan-in' ? [other, 'mule'] : ['mule', other];
    return pay(`${other}${index}`, payer, payee, { at: index * gap, ...more });
  });

const thresholds = { windowMs: hour, minPayers: 4, minPayees: 4, minAmountMinor: 1_000 };

describe.each(['mule-fan-in', 'mule-fan-out'] as const)('rule %s', (rule) => {
  const cases = (requests: TransactionRequest[]) => found(rule, thresholds, requests);

  it('wants four distinct counterparties', () => {
    expect(cases(fan(rule, 'ABCD'))).toEqual(['mule: A0 B1 C2 D3']);
    expect(cases(fan(rule, 'ABC'))).toEqual([]);
    expect(cases(fan(rule, 'ABCABC', {}, minute))).toEqual([]);
    expect(cases(fan(rule, 'ABCABD', {}, minute))).toEqual(['mule: A0 A3 B1 B4 C2 D5']);
  });

  it('has a window of an hour, its end included', () => {
    expect(cases(fan(rule, 'ABCD', {}, 20 * minute))).toHaveLength(1);
    expect(cases(fan(rule, 'ABCD', {}, 20 * minute + 1))).toEqual([]);
  });

  it('takes in every payment of a window that has enough, and no other', () => {
    const crowd = fan(rule, 'ABCD', {}, 0);
    const more = fan(rule, 'AA', {}, 0).map((one, index) => ({
      ...one,
      id: `x${index}`,
      occurredAt: new Date(Date.parse(one.occurredAt) + hour + index).toISOString(),
    }));
    expect(cases([...crowd, ...more])).toEqual(['mule: A0 B1 C2 D3 x0']);
  });

  it('looks only at transfers between different accounts that are no purchase', () => {
    expect(cases(fan(rule, 'ABCD', { type: 'payout' }))).toEqual([]);
    expect(cases([...fan(rule, 'ABC'), pay('self', 'mule', 'mule')])).toEqual([]);
    expect(cases(fan(rule, 'ABCD', { merchantId: 'm' }))).toEqual([]);
  });

  it('looks only at amounts from 10.00 on', () => {
    const [first, ...rest] = fan(rule, 'ABCD') as [TransactionRequest];
    expect(cases([{ ...first, amountMinor: 999 }, ...rest])).toEqual([]);
    expect(cases([{ ...first, amountMinor: 1_001 }, ...rest])).toHaveLength(1);
  });

  it('does not look at the other direction, nor at currencies', () => {
    const other = rule === 'mule-fan-in' ? 'mule-fan-out' : 'mule-fan-in';
    expect(cases(fan(other, 'ABCD'))).toEqual([]);
    const [first, ...rest] = fan(rule, 'ABCD') as [TransactionRequest];
    expect(cases([{ ...first, currency: 'USD' }, ...rest])).toHaveLength(1);
  });
});
