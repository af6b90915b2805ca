import type { TransactionRequest } from '@ringtrace/contracts';
import { found, minute, type Pay, pay } from './pay.fixture.ts';

const into = (payer: string, more: Pay = {}) => pay(`in-${payer}`, payer, 'hub', more);
const out = (payee: string, more: Pay = {}) => pay(`out-${payee}`, 'hub', payee, more);
const thresholds = { windowMs: 60 * minute, minPayers: 3, minPayees: 3, minAmountMinor: 1_000 };
const cases = (requests: TransactionRequest[]) => found('gather-scatter', thresholds, requests);

describe('rule gather-scatter', () => {
  const gathered = [into('A'), into('B', { at: 5 }), into('C', { at: 10 })];
  const scattered = [out('D', { at: 10 }), out('E', { at: 30 * minute }), out('F', { at: 60 * minute })];
  const all = 'hub: in-A in-B in-C out-D out-E out-F';

  it('wants three payers and three payees within an hour, its end included', () => {
    expect(cases([...gathered, ...scattered])).toEqual([all]);
    expect(cases([...gathered, ...scattered.slice(1)])).toEqual([]);
    expect(cases([...gathered.slice(1), ...scattered])).toEqual([]);
    expect(cases([...gathered, ...scattered.slice(0, 2), out('F', { at: 60 * minute + 1 })])).toEqual([]);
  });

  it('does not ask what came first, nor what became of the amount', () => {
    expect(
      cases(
        [...gathered, ...scattered].map((one) => ({ ...one, occurredAt: gathered[0]?.occurredAt ?? '' })),
      ),
    ).toEqual([all]);
    const before = [out('D', { at: -3, amountMinor: 9_999_999 }), out('E', { at: -2 }), out('F', { at: -1 })];
    expect(cases([...gathered, ...before])).toEqual([all]);
  });

  it('counts distinct accounts; one may be on both sides', () => {
    expect(cases([...gathered, out('D'), out('E'), { ...out('E'), id: 'out-E2' }])).toEqual([]);
    expect(cases([...gathered, out('A'), out('B'), out('C')])).toHaveLength(1);
  });

  it('looks only at transfers between different accounts that are no purchase', () => {
    expect(cases([...gathered, ...scattered.with(0, out('D', { type: 'payout' }))])).toEqual([]);
    expect(cases([...gathered, ...scattered.with(0, out('D', { merchantId: 'm' }))])).toEqual([]);
    expect(cases([...gathered, out('hub'), out('E'), out('F')])).toEqual([]);
  });

  it('looks only at amounts from 10.00 on', () => {
    expect(cases([...gathered, ...scattered.with(0, out('D', { amountMinor: 999 }))])).toEqual([]);
    expect(cases([...gathered, ...scattered.with(0, out('D', { amountMinor: 1_001 }))])).toHaveLength(1);
  });

  it('takes in every transfer to or from the hub in such a window', () => {
    const again = { ...into('A', { at: 20 * minute }), id: 'in-A2' };
    const early = pay('early', 'A', 'hub', { at: -1 });
    expect(cases([...gathered, ...scattered, again, early])).toEqual([
      'hub: in-A in-A2 in-B in-C out-D out-E out-F',
    ]);
  });
});
