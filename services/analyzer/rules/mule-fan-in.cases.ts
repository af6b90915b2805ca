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

const into = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `${payer}>mule`, atMs, more);

export const cases = [
  finds(
    'four payers in exactly an hour',
    [all(4)],
    several(4, (id, index) => into(id, `a${id}`, index * 20 * minute)),
  ),
  finds('a millisecond more', nothing, [
    ...several(3, (id, index) => into(id, `a${id}`, index * minute)),
    into('4', 'a4', hour + 1),
  ]),
  finds(
    'three payers, however often',
    nothing,
    several(9, (id, index) => into(id, `a${index % 3}`, index)),
  ),
  finds(
    'four at one moment',
    [all(4)],
    several(4, (id) => into(id, `a${id}`, 0)),
  ),
  finds(
    'all payments of the hour, also a second one of a payer',
    [all(7)],
    several(7, (id, index) => into(id, `a${index % 4}`, index * minute)),
  ),
  finds(
    'hours that overlap',
    [all(6)],
    several(6, (id, index) => into(id, `a${id}`, index * 20 * minute)),
  ),
  finds(
    'near the four, but in no hour with four payers',
    [all(4)],
    [
      ...several(4, (id, index) => into(id, `a${id}`, index * 20 * minute)),
      into('5', 'a2', hour + 1),
      into('6', 'a3', hour + 2),
    ],
  ),
  finds(
    'a day later again is one case',
    [all(8)],
    several(8, (id, index) => into(id, `a${id}`, index + (index < 4 ? 0 : 24 * hour))),
  ),
  finds(
    'two payees',
    nothing,
    several(6, (id, index) => pay(id, `a${id}>b${index % 2}`, 0)),
  ),
  finds(
    'two cases of two payees, with the same payers',
    ['1 3 5 7', '2 4 6 8'],
    several(8, (id, index) => pay(id, `a${index >> 1}>b${index % 2}`, index)),
  ),
  finds('a payment to oneself is none', nothing, [
    ...several(3, (id) => into(id, `a${id}`, 0)),
    into('4', 'mule', 0),
  ]),
  finds(
    'only transfers',
    nothing,
    several(4, (id, index) => into(id, `a${id}`, 0, index === 3 ? { type: 'refund' } : {})),
  ),
  finds(
    'card payments to a shop',
    nothing,
    several(9, (id) => into(id, `a${id}`, 0, { type: 'card-payment' })),
  ),
  finds(
    'whatever the amount, currency, card and device',
    [all(4)],
    [
      into('1', 'a', 0, { amountMinor: 0, device: 'd' }),
      into('2', 'b', 1, { currency: 'USD', device: 'd' }),
      into('3', 'c', 2, { amountMinor: 1, card: 'c', device: 'd' }),
      into('4', 'd', 3, { device: 'd' }),
    ],
  ),
  finds(
    'fewer payers and less time by thresholds',
    ['1 2'],
    [into('1', 'a', 0), into('2', 'b', second), into('3', 'c', 2 * second + 1)],
    { minPayers: 2, windowMs: second },
  ),
  finds(
    'more payments of one payer than are looked at, the other payers beyond them',
    nothing,
    [
      into('a', 'a', 0),
      into('b', 'b', 0),
      ...several(12, (id, index) => into(id, 'x', 1 + index)),
      into('c', 'c', minute),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
  finds(
    'more payers than are looked at',
    [all(20)],
    several(20, (id, index) => into(id, `a${id}`, index)),
    {
      maxNeighbours: 5,
    },
  ),
  finds(
    'a purchase is no part of it',
    nothing,
    several(4, (id, index) => into(id, `a${id}`, 0, index === 3 ? { merchantId: 'shop' } : {})),
  ),
  finds(
    'beside a purchase',
    [all(4)],
    [...several(4, (id) => into(id, `a${id}`, 0)), into('purchase', 'b', 0, { merchantId: 'shop' })],
  ),
  finds(
    'each of exactly the least amount',
    [all(4)],
    several(4, (id) => into(id, `a${id}`, 0, { amountMinor: 5_000 })),
    { minAmountMinor: 5_000 },
  ),
  finds(
    'one of the four a cent too small',
    nothing,
    several(4, (id, index) => into(id, `a${id}`, 0, { amountMinor: index === 0 ? 4_999 : 5_000 })),
    { minAmountMinor: 5_000 },
  ),
  finds(
    'small ones beside the four take no part',
    [all(4)],
    [
      ...several(4, (id) => into(id, `a${id}`, 0, { amountMinor: 5_000 })),
      ...several(3, (id) => into(`small${id}`, `b${id}`, 1, { amountMinor: 4_999 })),
    ],
    { minAmountMinor: 5_000 },
  ),
];
