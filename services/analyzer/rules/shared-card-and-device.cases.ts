import {
  all,
  finds,
  hour,
  minute,
  nothing,
  overriding,
  type Payment,
  pay,
  second,
  several,
} from './rule-case.fixture.ts';

const used = (id: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `payer${id}>shop${id}`, atMs, { type: 'card-payment', card: 'c', device: 'd', ...more });

export const cases = [
  finds('one payment', nothing, [used('1', 0)]),
  finds('two payments at one shop', nothing, [
    used('1', 0, { payee: 'shop' }),
    used('2', 1, { payee: 'shop' }),
  ]),
  finds(
    'two payments at one shop and a third one at another',
    ['1 2 3'],
    [used('1', 0, { payee: 'shop' }), used('2', minute, { payee: 'shop' }), used('3', 3 * minute)],
  ),
  finds(
    'payments of at least the minimum amount, without a smaller one between them',
    ['1 3'],
    [
      used('1', 0, { amountMinor: 5_000 }),
      used('2', 1, { amountMinor: 4_999 }),
      used('3', 2, { amountMinor: 5_000 }),
    ],
  ),
  finds(
    'three shops where three are asked for',
    ['3 4 5'],
    [used('1', 0), used('2', minute), used('3', 7 * minute), used('4', 8 * minute), used('5', 10 * minute)],
    overriding({ minPayees: 3 }),
  ),
  finds('two payments three minutes apart', ['1 2'], [used('1', 0), used('2', 3 * minute)]),
  finds('two payments three minutes and a millisecond apart', nothing, [
    used('1', 0),
    used('2', 3 * minute + 1),
  ]),
  finds('payments at one moment', ['1 2 3'], [used('3', 0), used('1', 0), used('2', 0)]),
  finds(
    'many payments at one moment',
    [all(9)],
    several(9, (id) => used(id, 0)),
  ),
  finds(
    'a chain that is longer than the window',
    ['1 2 3'],
    [used('1', 0), used('2', 3 * minute), used('3', 6 * minute)],
  ),
  finds(
    'two chains of the same card and device as one case',
    ['1 2 3 4'],
    [used('1', 0), used('2', 3 * minute), used('3', 6 * minute + 1), used('4', 9 * minute + 1)],
  ),
  finds(
    'two payments, without a third one an hour later',
    ['1 2'],
    [used('1', 0), used('2', 1), used('3', hour)],
  ),
  finds(
    'one card on two devices as two cases',
    ['1 3', '2 4'],
    [used('1', 0), used('2', 1, { device: 'e' }), used('3', 2), used('4', 3, { device: 'e' })],
  ),
  finds(
    'two cards on one device as two cases',
    ['1 3', '2 4'],
    [used('1', 0), used('2', 1, { card: 'e' }), used('3', 2), used('4', 3, { card: 'e' })],
  ),
  finds('one payment on each of two devices', nothing, [used('1', 0), used('2', 1, { device: 'e' })]),
  finds('one payment with each of two cards', nothing, [used('1', 0), used('2', 1, { card: 'e' })]),
  finds('payments without a device', nothing, [
    used('1', 0, { device: undefined }),
    used('2', 1, { device: undefined }),
  ]),
  finds('payments without a card', nothing, [
    used('1', 0, { card: undefined }),
    used('2', 1, { card: undefined }),
  ]),
  finds('payments of which one has no device', nothing, [used('1', 0), used('2', 1, { device: undefined })]),
  finds('payments of which one has no card', nothing, [used('1', 0), used('2', 1, { card: undefined })]),
  finds('a card with the name of the other payment’s device', nothing, [
    used('1', 0, { card: 'x', device: 'y' }),
    used('2', 1, { card: 'y', device: 'x' }),
  ]),
  finds(
    'payments of any type, currency and accounts, and of any amount above the minimum',
    ['1 2 3 4'],
    [
      used('1', 0, { amountMinor: 5_000, type: 'refund' }),
      used('2', 1, { currency: 'USD', type: 'transfer' }),
      used('3', 2, { payer: 'a', payee: 'a', type: 'payout' }),
      used('4', 3, { payer: 'a', payee: 'b', type: 'cash-withdrawal' }),
    ],
  ),
  finds(
    'payments within a shorter window',
    ['1 2'],
    [used('1', 0), used('2', second), used('3', 2 * second + 1)],
    overriding({ windowMs: second }),
  ),
];
