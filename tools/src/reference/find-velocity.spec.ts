import type { TransactionRequest } from '@ringtrace/contracts';
import { found, minute, type Pay, pay } from './pay.fixture.ts';

/** So many payments of 10.00, two minutes apart unless told otherwise. */
const small = (count: number, more: Pay, gap = 2 * minute) =>
  Array.from({ length: count }, (_, index) =>
    pay(`t${index + 1}`, 'A', 'M', { at: index * gap, type: 'card-payment', ...more }),
  );

describe.each([
  ['velocity-card', 'card', 5],
  ['velocity-device', 'device', 6],
] as const)('rule %s', (rule, entity, least) => {
  const all = Array.from({ length: least }, (_, index) => `t${index + 1}`).join(' ');
  const own = { [entity]: 'x' };
  const thresholds = { windowMs: 10 * minute, minPayments: least, maxAmountMinor: 1_000 };
  const cases = (requests: TransactionRequest[]) => found(rule, thresholds, requests);
  const gap = (10 * minute) / (least - 1);

  it(`wants ${least} payments in ten minutes, the end included`, () => {
    expect(cases(small(least, own, gap))).toEqual([`x: ${all}`]);
    expect(cases(small(least - 1, own, gap))).toEqual([]);
    const late = small(least, own, gap).with(-1, pay('late', 'A', 'M', { ...own, at: 10 * minute + 1 }));
    expect(cases(late)).toEqual([]);
  });

  it('looks only at amounts up to 10.00, in any currency', () => {
    const larger = { ...small(least, own, gap)[1], id: 'larger', amountMinor: 1_001 } as ReturnType<
      typeof pay
    >;
    expect(cases([...small(least, own, gap), larger])).toEqual([`x: ${all}`]);
    expect(cases([...small(least - 1, own, gap), larger])).toEqual([]);
    expect(cases(small(least, { ...own, currency: 'JPY', amountMinor: 0 }, gap))).toHaveLength(1);
  });

  it('tells one from another', () => {
    const mixed = small(least, own, gap).map((one, index) => (index === 0 ? { ...one, [entity]: 'y' } : one));
    expect(cases(mixed)).toEqual([]);
    expect(cases(small(least, {}, gap))).toEqual([]);
  });

  it('goes on as long as there are enough in a window', () => {
    expect(cases(small(30, own, gap))[0]?.split(' ')).toHaveLength(31);
    const afterwards = pay('after', 'A', 'M', { ...own, at: 29 * gap + minute * 10 });
    expect(cases([...small(30, own, gap), afterwards])[0]).not.toContain('after');
  });
});
