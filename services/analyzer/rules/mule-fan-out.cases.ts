import {
  all,
  finds,
  hour,
  minute,
  nothing,
  type Payment,
  pay,
  second,
  several,
} from './rule-case.fixture.ts';

const outOf = (id: string, payee: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `mule>${payee}`, atMs, more);

export const cases = [
  finds(
    'four payees in exactly an hour',
    [all(4)],
    several(4, (id, index) => outOf(id, `a${id}`, index * 20 * minute)),
  ),
  finds('a millisecond more', nothing, [
    ...several(3, (id, index) => outOf(id, `a${id}`, index * minute)),
    outOf('4', 'a4', hour + 1),
  ]),
  finds(
    'three payees, however often',
    nothing,
    several(9, (id, index) => outOf(id, `a${index % 3}`, index)),
  ),
  finds(
    'four at one moment',
    [all(4)],
    several(4, (id) => outOf(id, `a${id}`, 0)),
  ),
  finds(
    'all payments of the hour, also a second one of a payee',
    [all(7)],
    several(7, (id, index) => outOf(id, `a${index % 4}`, index * minute)),
  ),
  finds(
    'hours that overlap',
    [all(6)],
    several(6, (id, index) => outOf(id, `a${id}`, index * 20 * minute)),
  ),
  finds(
    'near the four, but in no hour with four payees',
    [all(4)],
    [
      ...several(4, (id, index) => outOf(id, `a${id}`, index * 20 * minute)),
      outOf('5', 'a2', hour + 1),
      outOf('6', 'a3', hour + 2),
    ],
  ),
  finds(
    'a day later again is one case',
    [all(8)],
    several(8, (id, index) => outOf(id, `a${id}`, index + (index < 4 ? 0 : 24 * hour))),
  ),
  finds(
    'two payers',
    nothing,
    several(6, (id, index) => pay(id, `b${index % 2}>a${id}`, 0)),
  ),
  finds(
    'two cases of two payers, with the same payees',
    ['1 3 5 7', '2 4 6 8'],
    several(8, (id, index) => pay(id, `b${index % 2}>a${index >> 1}`, index)),
  ),
  finds('a payment to oneself is none', nothing, [
    ...several(3, (id) => outOf(id, `a${id}`, 0)),
    outOf('4', 'mule', 0),
  ]),
  finds(
    'only transfers',
    nothing,
    several(4, (id, index) => outOf(id, `a${id}`, 0, index === 3 ? { type: 'refund' } : {})),
  ),
  finds(
    'card payments of one account',
    nothing,
    several(9, (id) => outOf(id, `a${id}`, 0, { type: 'card-payment' })),
  ),
  finds(
    'whatever the amount, currency, card and device',
    [all(4)],
    [
      outOf('1', 'a', 0, { amountMinor: 0, device: 'd' }),
      outOf('2', 'b', 1, { currency: 'USD', device: 'd' }),
      outOf('3', 'c', 2, { amountMinor: 1, card: 'c', device: 'd' }),
      outOf('4', 'd', 3, { device: 'd' }),
    ],
  ),
  finds(
    'fewer payees and less time by thresholds',
    ['1 2'],
    [outOf('1', 'a', 0), outOf('2', 'b', second), outOf('3', 'c', 2 * second + 1)],
    { minPayees: 2, windowMs: second },
  ),
  finds(
    'more payments of one payee than are looked at, the other payees beyond them',
    nothing,
    [
      outOf('a', 'a', 0),
      outOf('b', 'b', 0),
      ...several(12, (id, index) => outOf(id, 'x', 1 + index)),
      outOf('c', 'c', minute),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
  finds(
    'more payees than are looked at',
    [all(20)],
    several(20, (id, index) => outOf(id, `a${id}`, index)),
    {
      maxNeighbours: 5,
    },
  ),
  finds(
    'a purchase is no part of it',
    nothing,
    several(4, (id, index) => outOf(id, `a${id}`, 0, index === 3 ? { merchantId: 'shop' } : {})),
  ),
  finds(
    'beside a purchase',
    [all(4)],
    [...several(4, (id) => outOf(id, `a${id}`, 0)), outOf('purchase', 'b', 0, { merchantId: 'shop' })],
  ),
  finds(
    'each of exactly the least amount',
    [all(4)],
    several(4, (id) => outOf(id, `a${id}`, 0, { amountMinor: 5_000 })),
    { minAmountMinor: 5_000 },
  ),
  finds(
    'one of the four a cent too small',
    nothing,
    several(4, (id, index) => outOf(id, `a${id}`, 0, { amountMinor: index === 0 ? 4_999 : 5_000 })),
    { minAmountMinor: 5_000 },
  ),
  finds(
    'small ones beside the four take no part',
    [all(4)],
    [
      ...several(4, (id) => outOf(id, `a${id}`, 0, { amountMinor: 5_000 })),
      ...several(3, (id) => outOf(`small${id}`, `b${id}`, 1, { amountMinor: 4_999 })),
    ],
    { minAmountMinor: 5_000 },
  ),
];
