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
  pay(id, `payer>shop${id}`, atMs, { type: 'card-payment', amountMinor: 100, card: 'c', ...more });

export const cases = [
  finds(
    'five in exactly ten minutes',
    [all(5)],
    several(5, (id, index) => small(id, index * 2.5 * minute)),
  ),
  finds('a millisecond more', nothing, [
    ...several(4, (id, index) => small(id, index * 2.5 * minute)),
    small('5', 10 * minute + 1),
  ]),
  finds(
    'four',
    nothing,
    several(4, (id, index) => small(id, index)),
  ),
  finds(
    'five at one moment',
    [all(5)],
    several(5, (id) => small(id, 0)),
  ),
  finds(
    'more at one moment than make a case',
    [all(14)],
    several(14, (id) => small(id, 0)),
  ),
  finds(
    'of exactly the highest amount, or none',
    [all(5)],
    several(5, (id, index) => small(id, index, { amountMinor: index % 2 === 0 ? 1_000 : 0 })),
  ),
  finds(
    'one of the five a cent too high',
    nothing,
    several(5, (id, index) => small(id, index, { amountMinor: index === 2 ? 1_001 : 1_000 })),
  ),
  finds(
    'high ones in between do not count and do not hide',
    [all(5)],
    [
      ...several(5, (id, index) => small(id, index * minute)),
      ...several(9, (id, index) => small(`high${id}`, 2 * minute + index, { amountMinor: 5_000 })),
    ],
  ),
  finds(
    'a run longer than the window',
    [all(9)],
    several(9, (id, index) => small(id, index * 2 * minute)),
  ),
  finds(
    'close to the run but in no window with five',
    [all(5)],
    [...several(5, (id, index) => small(id, index * 2 * minute)), small('6', 12 * minute + 1)],
  ),
  finds(
    'the sixth makes windows of five on both sides',
    [all(6)],
    [
      ...several(5, (id, index) => small(id, index * 2 * minute)),
      small('6', 10 * minute),
      small('7', 14 * minute + 1),
    ],
  ),
  finds(
    'two runs hours apart are one case',
    [all(10)],
    [...several(10, (id, index) => small(id, index + (index < 5 ? 0 : 5 * hour))), small('alone', 2 * hour)],
  ),
  finds(
    'two cards',
    nothing,
    several(8, (id, index) => small(id, index, { card: index % 2 ? 'c' : 'e' })),
  ),
  finds(
    'two runs of two cards',
    ['01 03 05 07 09', '02 04 06 08 10'],
    several(10, (id, index) => small(id, index, { card: index % 2 ? 'c' : 'e' })),
  ),
  finds(
    'without a card',
    nothing,
    several(9, (id, index) => small(id, index, { card: undefined })),
  ),
  finds(
    'one of the five without the card',
    nothing,
    several(5, (id, index) => small(id, index, { card: index === 4 ? undefined : 'c' })),
  ),
  finds(
    'whatever the type, currency and accounts',
    [all(5)],
    [
      small('1', 0, { type: 'transfer' }),
      small('2', 1, { type: 'refund', currency: 'USD' }),
      small('3', 2, { payer: 'other' }),
      small('4', 3, { payer: 'a', payee: 'a' }),
      small('5', 4, { device: 'd' }),
    ],
  ),
  finds(
    'other thresholds',
    ['1 2 4 5'],
    [
      small('1', 0, { amountMinor: 5_000 }),
      small('2', second, { amountMinor: 5_000 }),
      small('3', 2 * second + 1, { amountMinor: 5_001 }),
      small('4', 3 * second + 1),
      small('5', 4 * second + 1),
      small('6', 5 * second + 2),
    ],
    { windowMs: second, minPayments: 2, maxAmountMinor: 5_000 },
  ),
  finds(
    'more high ones than are looked at hide the others',
    nothing,
    [
      ...several(4, (id) => small(id, 0)),
      ...several(9, (id, index) => small(`high${id}`, 1 + index, { amountMinor: 5_000 })),
      small('5', minute),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
];
