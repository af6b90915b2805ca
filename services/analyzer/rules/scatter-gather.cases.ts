import {
  atCap,
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

/** One way from s over an account between to z: `a1` and `a2` over a. */
function over(
  between: string,
  [firstMs, secondMs]: [number, number] = [0, minute],
  [first, onward]: [Partial<Payment>, Partial<Payment>] = [{}, {}],
): Payment[] {
  return [
    pay(`${between}1`, `s>${between}`, firstMs, { amountMinor: 1_000, ...first }),
    pay(`${between}2`, `${between}>z`, secondMs, { amountMinor: 1_000, ...onward }),
  ];
}
const a = over('a');
const both = ['a1 b1 a2 b2'];

const times = [
  finds('two ways in exactly an hour', both, [...a, ...over('b', [0, hour])]),
  finds('two ways in an hour and a millisecond', nothing, [...a, ...over('b', [0, hour + 1])]),
  finds('one way', nothing, a),
  finds('ways that all happen at one moment', ['a1 a2 b1 b2'], [...over('a', [0, 0]), ...over('b', [0, 0])]),
  finds('a second half before the first', nothing, [...a, ...over('b', [1, 0])]),
  finds(
    'windows that overlap as one case',
    ['a1 a2 b1 c1 b2 c2'],
    [...over('a', [0, 1]), ...over('b', [minute, hour]), ...over('c', [minute, hour + minute])],
  ),
  finds('two ways, without a later one that shares no window with another', both, [
    ...a,
    ...over('b'),
    ...over('c', [30 * minute, hour + 1]),
  ]),
];

const ways = [
  finds('one account between, passed three times', nothing, [
    ...a,
    ...a.map(again('x')),
    ...a.map(again('y')),
  ]),
  finds(
    'two ways with a second payment on one leg',
    ['a1 b1 xa1 a2 b2'],
    [...a, ...over('b'), ...a.slice(0, 1).map(again('x'))],
  ),
  finds('a way whose first half is missing', nothing, [
    ...a,
    pay('b2', 'b>z', minute, { amountMinor: 1_000 }),
  ]),
  finds('a way whose second half is missing', nothing, [...a, pay('b1', 's>b', 0, { amountMinor: 1_000 })]),
  finds(
    'ways back to the source',
    nothing,
    ['a', 'b'].flatMap((between) => over(between, [0, 1], [{}, { payee: 's' }])),
  ),
  finds('ways to two destinations', nothing, [...a, ...over('b', [0, 1], [{}, { payee: 'y' }])]),
  finds('ways from two sources', nothing, [...a, ...over('b', [0, 1], [{ payer: 'r' }, {}])]),
  finds('a payment straight to the destination, which pays itself', nothing, [
    ...a,
    pay('b1', 's>z', 0, { amountMinor: 1_000 }),
    pay('b2', 'z>z', 1, { amountMinor: 1_000 }),
  ]),
  finds('a source that pays itself, then the destination', nothing, [
    ...a,
    pay('b1', 's>s', 0, { amountMinor: 1_000 }),
    pay('b2', 's>z', 1, { amountMinor: 1_000 }),
  ]),
  finds(
    'two ways to each of two destinations as two cases',
    ['a1 b1 a2 b2', 'a1 b1 xa2 xb2'],
    [
      ...a,
      ...over('b'),
      ...['a', 'b'].map((between) => pay(`x${between}2`, `${between}>y`, 2 * minute, { amountMinor: 1_000 })),
    ],
  ),
];

function again(mark: string) {
  return (payment: Payment): Payment => ({ ...payment, id: mark + payment.id });
}

const b = (...halves: [Partial<Payment>, Partial<Payment>]) => over('b', [0, minute], halves);
const kinds = [
  finds('exactly 80 % passed on', both, [...a, ...b({}, { amountMinor: 800 })]),
  finds('one cent less than 80 % passed on', nothing, [...a, ...b({}, { amountMinor: 799 })]),
  finds('one cent more than came in', nothing, [...a, ...b({}, { amountMinor: 1_001 })]),
  finds('ways of different amounts', both, [...a, ...b({ amountMinor: 9 }, { amountMinor: 9 })]),
  finds('a second half in another currency', nothing, [...a, ...b({}, { currency: 'USD' })]),
  finds('a way in another currency', both, [...a, ...b({ currency: 'USD' }, { currency: 'USD' })]),
  finds('a card payment as second half', nothing, [...a, ...b({}, { type: 'card-payment' })]),
  finds('a payout as first half', nothing, [...a, ...b({ type: 'payout' }, {})]),
  finds('a purchase as first half', nothing, [...a, ...b({ merchantId: 'shop' }, {})]),
  finds('a purchase as second half', nothing, [...a, ...b({}, { merchantId: 'shop' })]),
  finds(
    'payments that are all from one device',
    both,
    ['a', 'b'].flatMap((between) => over(between, [0, minute], [{ device: 'd' }, { device: 'd' }])),
  ),
];

const thresholds = [
  finds(
    'a smaller part passed on in a shorter window',
    ['a1 b1 a2 b2'],
    [
      ...over('a', [0, second], [{}, { amountMinor: 500 }]),
      ...over('b', [0, second]),
      ...over('c', [0, second], [{}, { amountMinor: 499 }]),
      ...over('d', [0, second + 1]),
    ],
    overriding({ windowMs: second, keepPercent: 50 }),
  ),
  finds(
    'two ways where three are asked for',
    nothing,
    [...a, ...over('b')],
    overriding({ minIntermediaries: 3 }),
  ),
  finds(
    'three ways where three are asked for',
    ['a1 b1 c1 a2 b2 c2'],
    [...a, ...over('b'), ...over('c')],
    overriding({ minIntermediaries: 3 }),
  ),
  finds(
    'a source with more payments than the rule reads',
    nothing,
    [
      ...over('a', [0, 0]),
      ...over('b', [0, 0]),
      ...several(9, (id, index) => pay(`x${id}`, `s>x${id}`, 1 + index)),
      ...several(9, (id, index) => pay(`y${id}`, `y${id}>z`, 1 + index)),
    ],
    atCap({ maxNeighbours: 4 }),
  ),
];

export const cases = [...times, ...ways, ...kinds, ...thresholds];
