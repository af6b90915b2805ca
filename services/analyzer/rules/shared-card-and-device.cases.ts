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

const used = (id: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `payer${id}>shop${id}`, atMs, { type: 'card-payment', card: 'c', device: 'd', ...more });

export const cases = [
  finds('used once', nothing, [used('1', 0)]),
  finds('twice at one shop', nothing, [used('1', 0, { payee: 'shop' }), used('2', 1, { payee: 'shop' })]),
  finds(
    'twice at one shop, then at another',
    ['1 2 3'],
    [used('1', 0, { payee: 'shop' }), used('2', minute, { payee: 'shop' }), used('3', 5 * minute)],
  ),
  finds(
    'a small payment does not count',
    ['1 3'],
    [
      used('1', 0, { amountMinor: 4_000 }),
      used('2', 1, { amountMinor: 3_999 }),
      used('3', 2, { amountMinor: 4_000 }),
    ],
    { minAmountMinor: 4_000 },
  ),
  finds(
    'three shops asked for',
    ['3 4 5'],
    [used('1', 0), used('2', minute), used('3', 7 * minute), used('4', 8 * minute), used('5', 12 * minute)],
    { minPayees: 3 },
  ),
  finds('five minutes apart', ['1 2'], [used('1', 0), used('2', 5 * minute)]),
  finds('a millisecond more', nothing, [used('1', 0), used('2', 5 * minute + 1)]),
  finds('at one moment', ['1 2 3'], [used('3', 0), used('1', 0), used('2', 0)]),
  finds(
    'many at one moment',
    [all(9)],
    several(9, (id) => used(id, 0)),
  ),
  finds(
    'a chain is longer than the window',
    ['1 2 3'],
    [used('1', 0), used('2', 5 * minute), used('3', 10 * minute)],
  ),
  finds(
    'a chain with a gap is one case: it is the same card and device',
    ['1 2 3 4'],
    [used('1', 0), used('2', 5 * minute), used('3', 10 * minute + 1), used('4', 15 * minute + 1)],
  ),
  finds(
    'one of the same card and device that is alone in its time',
    ['1 2'],
    [used('1', 0), used('2', 1), used('3', hour)],
  ),
  finds(
    'two devices of one card',
    ['1 3', '2 4'],
    [used('1', 0), used('2', 1, { device: 'e' }), used('3', 2), used('4', 3, { device: 'e' })],
  ),
  finds(
    'two cards on one device',
    ['1 3', '2 4'],
    [used('1', 0), used('2', 1, { card: 'e' }), used('3', 2), used('4', 3, { card: 'e' })],
  ),
  finds('another device', nothing, [used('1', 0), used('2', 1, { device: 'e' })]),
  finds('another card', nothing, [used('1', 0), used('2', 1, { card: 'e' })]),
  finds('no device', nothing, [used('1', 0, { device: undefined }), used('2', 1, { device: undefined })]),
  finds('no card', nothing, [used('1', 0, { card: undefined }), used('2', 1, { card: undefined })]),
  finds('a device on one only', nothing, [used('1', 0), used('2', 1, { device: undefined })]),
  finds('a card on one only', nothing, [used('1', 0), used('2', 1, { card: undefined })]),
  finds('the card of one is the device of the other', nothing, [
    used('1', 0, { card: 'x', device: 'y' }),
    used('2', 1, { card: 'y', device: 'x' }),
  ]),
  finds(
    'whatever the type, amount, currency and accounts',
    ['1 2 3 4'],
    [
      used('1', 0, { amountMinor: 0, type: 'refund' }),
      used('2', 1, { currency: 'USD', type: 'transfer' }),
      used('3', 2, { payer: 'a', payee: 'a', type: 'payout' }),
      used('4', 3, { payer: 'a', payee: 'b', type: 'cash-withdrawal' }),
    ],
  ),
  finds('a shorter window', ['1 2'], [used('1', 0), used('2', second), used('3', 2 * second + 1)], {
    windowMs: second,
  }),
];
