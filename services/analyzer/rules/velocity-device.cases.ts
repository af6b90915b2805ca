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

const small = (id: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `payer${id}>shop`, atMs, { type: 'card-payment', amountMinor: 100, device: 'd', ...more });

export const cases = [
  finds(
    'six in exactly ten minutes',
    [all(6)],
    several(6, (id, index) => small(id, index * 2 * minute)),
  ),
  finds('a millisecond more', nothing, [
    ...several(5, (id, index) => small(id, index * 2 * minute)),
    small('6', 10 * minute + 1),
  ]),
  finds(
    'five',
    nothing,
    several(5, (id, index) => small(id, index)),
  ),
  finds(
    'six at one moment, each with another card',
    [all(6)],
    several(6, (id) => small(id, 0, { card: id })),
  ),
  finds(
    'more at one moment than make a case',
    [all(17)],
    several(17, (id) => small(id, 0)),
  ),
  finds(
    'of exactly the highest amount, or none',
    [all(6)],
    several(6, (id, index) => small(id, index, { amountMinor: index % 2 === 0 ? 1_000 : 0 })),
  ),
  finds(
    'one of the six a cent too high',
    nothing,
    several(6, (id, index) => small(id, index, { amountMinor: index === 2 ? 1_001 : 1_000 })),
  ),
  finds(
    'high ones in between do not count and do not hide',
    [all(6)],
    [
      ...several(6, (id, index) => small(id, index * minute)),
      ...several(9, (id, index) => small(`high${id}`, 2 * minute + index, { amountMinor: 5_000 })),
    ],
  ),
  finds(
    'a run longer than the window',
    [all(9)],
    several(9, (id, index) => small(id, index * 2 * minute)),
  ),
  finds(
    'close to the run but in no window with six',
    [all(6)],
    [...several(6, (id, index) => small(id, index * minute)), small('7', 11 * minute + 1)],
  ),
  finds(
    'two runs hours apart are one case',
    [all(12)],
    [...several(12, (id, index) => small(id, index + (index < 6 ? 0 : 5 * hour))), small('alone', 2 * hour)],
  ),
  finds(
    'two devices',
    nothing,
    several(9, (id, index) => small(id, index, { device: index % 2 ? 'd' : 'e' })),
  ),
  finds(
    'without a device',
    nothing,
    several(9, (id, index) => small(id, index, { device: undefined })),
  ),
  finds(
    'one of the six without the device',
    nothing,
    several(6, (id, index) => small(id, index, { device: index === 5 ? undefined : 'd' })),
  ),
  finds(
    'whatever the type, currency and accounts',
    [all(6)],
    [
      small('1', 0, { type: 'transfer' }),
      small('2', 1, { type: 'refund', currency: 'USD' }),
      small('3', 2, { payer: 'other' }),
      small('4', 3, { payer: 'a', payee: 'a' }),
      small('5', 4, { card: 'c' }),
      small('6', 5, { type: 'payout' }),
    ],
  ),
  finds(
    'other thresholds',
    ['1 2'],
    [
      small('1', 0, { amountMinor: 5_000 }),
      small('2', second, { amountMinor: 5_000 }),
      small('3', 2 * second, { amountMinor: 5_001 }),
      small('4', 3 * second),
    ],
    { windowMs: second, minPayments: 2, maxAmountMinor: 5_000 },
  ),
  finds(
    'more high ones than are looked at hide the others',
    nothing,
    [
      ...several(5, (id) => small(id, 0)),
      ...several(9, (id, index) => small(`high${id}`, 1 + index, { amountMinor: 5_000 })),
      small('6', minute),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
];
