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

  it('requires four distinct counterparties', () => {
    expect(cases(fan(rule, 'ABCD'))).toEqual(['mule: A0 B1 C2 D3']);
    expect(cases(fan(rule, 'ABC'))).toEqual([]);
    expect(cases(fan(rule, 'ABCABC', {}, minute))).toEqual([]);
    expect(cases(fan(rule, 'ABCABD', {}, minute))).toEqual(['mule: A0 A3 B1 B4 C2 D5']);
  });

  it('has an inclusive window of an hour', () => {
    expect(cases(fan(rule, 'ABCD', {}, 20 * minute))).toHaveLength(1);
    expect(cases(fan(rule, 'ABCD', {}, 20 * minute + 1))).toEqual([]);
  });

  it('includes exactly the payments of windows with enough counterparties', () => {
    const crowd = fan(rule, 'ABCD', {}, 0);
    const more = fan(rule, 'AA', {}, 0).map((one, index) => ({
      ...one,
      id: `x${index}`,
      occurredAt: new Date(Date.parse(one.occurredAt) + hour + index).toISOString(),
    }));
    expect(cases([...crowd, ...more])).toEqual(['mule: A0 B1 C2 D3 x0']);
  });

  it('considers only transfers between different accounts that are not purchases', () => {
    expect(cases(fan(rule, 'ABCD', { type: 'payout' }))).toEqual([]);
    expect(cases([...fan(rule, 'ABC'), pay('self', 'mule', 'mule')])).toEqual([]);
    expect(cases(fan(rule, 'ABCD', { merchantId: 'm' }))).toEqual([]);
  });

  it('ignores amounts below 10.00', () => {
    const [first, ...rest] = fan(rule, 'ABCD') as [TransactionRequest];
    expect(cases([{ ...first, amountMinor: 999 }, ...rest])).toEqual([]);
    expect(cases([{ ...first, amountMinor: 1_001 }, ...rest])).toHaveLength(1);
  });

  it('ignores the other direction and currencies', () => {
    const other = rule === 'mule-fan-in' ? 'mule-fan-out' : 'mule-fan-in';
    expect(cases(fan(other, 'ABCD'))).toEqual([]);
    const [first, ...rest] = fan(rule, 'ABCD') as [TransactionRequest];
    expect(cases([{ ...first, currency: 'USD' }, ...rest])).toHaveLength(1);
  });
});

describe('rule rapid-pass-through', () => {
  const into = (more: Pay = {}) => pay('in', 'A', 'M', { amountMinor: 100_000, ...more });
  const out = (more: Pay = {}) => pay('out', 'M', 'B', { amountMinor: 95_000, at: minute, ...more });
  const thresholds = { windowMs: 10 * minute, keepPercent: 90, minAmountMinor: 10_000 };
  const cases = (...requests: TransactionRequest[]) => found('rapid-pass-through', thresholds, requests);

  it('requires the money to leave within ten minutes (inclusive), and not before it arrived', () => {
    expect(cases(into(), out())).toEqual(['M: in out']);
    expect(cases(into(), out({ at: 0 }))).toHaveLength(1);
    expect(cases(into(), out({ at: -1 }))).toEqual([]);
    expect(cases(into(), out({ at: 10 * minute }))).toHaveLength(1);
    expect(cases(into(), out({ at: 10 * minute + 1 }))).toEqual([]);
  });

  it('requires 90 to 100 % of it to leave', () => {
    expect(cases(into(), out({ amountMinor: 90_000 }))).toHaveLength(1);
    expect(cases(into(), out({ amountMinor: 89_999 }))).toEqual([]);
    expect(cases(into(), out({ amountMinor: 100_000 }))).toHaveLength(1);
    expect(cases(into(), out({ amountMinor: 100_001 }))).toEqual([]);
  });

  it('requires at least 100.00 to arrive', () => {
    expect(cases(into({ amountMinor: 10_000 }), out({ amountMinor: 9_000 }))).toHaveLength(1);
    expect(cases(into({ amountMinor: 9_999 }), out({ amountMinor: 9_999 }))).toEqual([]);
  });

  it('ignores returns, currency changes and payments that are not transfers', () => {
    expect(cases(into(), out({ payee: { accountId: 'A' } }))).toEqual([]);
    expect(cases(into(), out({ currency: 'USD' }))).toEqual([]);
    expect(cases(into({ type: 'payout' }), out())).toEqual([]);
    expect(cases(into(), out({ merchantId: 'm' }))).toEqual([]);
    expect(cases(into(), out({ type: 'cash-withdrawal' }))).toEqual([]);
    expect(cases(into(), out({ payer: { accountId: 'A' }, payee: { accountId: 'M' } }))).toEqual([]);
    expect(cases(pay('self', 'M', 'M', { amountMinor: 100_000 }), out())).toEqual([]);
  });

  it('ignores payments from the same known device', () => {
    expect(cases(into({ device: 'd' }), out({ device: 'd' }))).toEqual([]);
    expect(cases(into({ device: 'd' }), out({ device: 'e' }))).toHaveLength(1);
    expect(cases(into({ device: 'd' }), out())).toHaveLength(1);
    expect(cases(into(), out())).toHaveLength(1);
  });

  it('makes one case per account, and one for each account of a chain', () => {
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

describe('rule gather-scatter', () => {
  const into = (payer: string, more: Pay = {}) => pay(`in-${payer}`, payer, 'hub', more);
  const out = (payee: string, more: Pay = {}) => pay(`out-${payee}`, 'hub', payee, more);
  const thresholds = { windowMs: 60 * minute, minPayers: 3, minPayees: 3, minAmountMinor: 1_000 };
  const cases = (requests: TransactionRequest[]) => found('gather-scatter', thresholds, requests);

  const gathered = [into('A'), into('B', { at: 5 }), into('C', { at: 10 })];
  const scattered = [out('D', { at: 10 }), out('E', { at: 30 * minute }), out('F', { at: 60 * minute })];
  const all = 'hub: in-A in-B in-C out-D out-E out-F';

  it('requires three payers and three payees within an inclusive hour', () => {
    expect(cases([...gathered, ...scattered])).toEqual([all]);
    expect(cases([...gathered, ...scattered.slice(1)])).toEqual([]);
    expect(cases([...gathered.slice(1), ...scattered])).toEqual([]);
    expect(cases([...gathered, ...scattered.slice(0, 2), out('F', { at: 60 * minute + 1 })])).toEqual([]);
  });

  it('ignores order and amounts kept', () => {
    expect(
      cases(
        [...gathered, ...scattered].map((one) => ({ ...one, occurredAt: gathered[0]?.occurredAt ?? '' })),
      ),
    ).toEqual([all]);
    const before = [out('D', { at: -3, amountMinor: 9_999_999 }), out('E', { at: -2 }), out('F', { at: -1 })];
    expect(cases([...gathered, ...before])).toEqual([all]);
  });

  it('counts distinct accounts, which may be on both sides', () => {
    expect(cases([...gathered, out('D'), out('E'), { ...out('E'), id: 'out-E2' }])).toEqual([]);
    expect(cases([...gathered, out('A'), out('B'), out('C')])).toHaveLength(1);
  });

  it('considers only transfers between different accounts that are not purchases', () => {
    expect(cases([...gathered, ...scattered.with(0, out('D', { type: 'payout' }))])).toEqual([]);
    expect(cases([...gathered, ...scattered.with(0, out('D', { merchantId: 'm' }))])).toEqual([]);
    expect(cases([...gathered, out('hub'), out('E'), out('F')])).toEqual([]);
  });

  it('ignores amounts below 10.00', () => {
    expect(cases([...gathered, ...scattered.with(0, out('D', { amountMinor: 999 }))])).toEqual([]);
    expect(cases([...gathered, ...scattered.with(0, out('D', { amountMinor: 1_001 }))])).toHaveLength(1);
  });

  it('includes every transfer to or from the hub in such a window', () => {
    const again = { ...into('A', { at: 20 * minute }), id: 'in-A2' };
    const early = pay('early', 'A', 'hub', { at: -1 });
    expect(cases([...gathered, ...scattered, again, early])).toEqual([
      'hub: in-A in-A2 in-B in-C out-D out-E out-F',
    ]);
  });
});
