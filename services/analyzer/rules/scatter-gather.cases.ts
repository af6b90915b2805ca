import { finds, hour, minute, nothing, type Payment, pay, second, several } from './rule-case.fixture.ts';

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
const ab = [...over('a'), ...over('b')];
const abc = ['a1 b1 c1 a2 b2 c2'];

const times = [
  finds('three ways in exactly an hour', ['a1 b1 c1 a2 b2 c2'], [...ab, ...over('c', [0, hour])]),
  finds('a millisecond more', nothing, [...ab, ...over('c', [0, hour + 1])]),
  finds('two ways', nothing, ab),
  finds(
    'all at one moment',
    ['a1 a2 b1 b2 c1 c2'],
    [...over('a', [0, 0]), ...over('b', [0, 0]), ...over('c', [0, 0])],
  ),
  finds('on before it came', nothing, [...ab, ...over('c', [1, 0])]),
  finds(
    'hours that overlap make one case',
    ['a1 a2 b1 c1 d1 b2 c2 d2'],
    [
      ...over('a', [0, 1]),
      ...over('b', [minute, 2 * minute]),
      ...over('c', [minute, hour]),
      ...over('d', [minute, hour + minute]),
    ],
  ),
  finds('a way that lies in no hour with three of them', abc, [
    ...ab,
    ...over('c'),
    ...over('d', [30 * minute, hour + 1]),
  ]),
];

const ways = [
  finds('the same one three times', nothing, [
    ...over('a'),
    ...over('a').map(again('x')),
    ...over('a').map(again('y')),
  ]),
  finds(
    'a second payment on one leg is in the case',
    ['a1 b1 c1 xa1 a2 b2 c2'],
    [...ab, ...over('c'), ...over('a').slice(0, 1).map(again('x'))],
  ),
  finds('three that pay the same', nothing, [...ab, pay('c2', 'c>z', minute, { amountMinor: 1_000 })]),
  finds('three that are paid by the same', nothing, [...ab, pay('c1', 's>c', 0, { amountMinor: 1_000 })]),
  finds(
    'back to the source',
    nothing,
    ['a', 'b', 'c'].flatMap((between) => over(between, [0, 1], [{}, { payee: 's' }])),
  ),
  finds('two destinations', nothing, [...ab, ...over('c', [0, 1], [{}, { payee: 'y' }])]),
  finds('two sources', nothing, [...ab, ...over('c', [0, 1], [{ payer: 'r' }, {}])]),
  finds('straight to the destination is no way', nothing, [
    ...ab,
    pay('c1', 's>z', 0, { amountMinor: 1_000 }),
    pay('c2', 'z>z', 1, { amountMinor: 1_000 }),
  ]),
  finds('a source that pays itself is no way', nothing, [
    ...ab,
    pay('c1', 's>s', 0, { amountMinor: 1_000 }),
    pay('c2', 's>z', 1, { amountMinor: 1_000 }),
  ]),
  finds(
    'three to each of two destinations are two cases',
    ['a1 b1 c1 a2 b2 c2', 'a1 b1 c1 xa2 xb2 xc2'],
    [
      ...ab,
      ...over('c'),
      ...['a', 'b', 'c'].map((between) =>
        pay(`x${between}2`, `${between}>y`, 2 * minute, { amountMinor: 1_000 }),
      ),
    ],
  ),
];

function again(mark: string) {
  return (payment: Payment): Payment => ({ ...payment, id: mark + payment.id });
}

const kinds = [
  finds('exactly 80 % goes on', abc, [...ab, ...over('c', [0, minute], [{}, { amountMinor: 800 }])]),
  finds('a cent less', nothing, [...ab, ...over('c', [0, minute], [{}, { amountMinor: 799 }])]),
  finds('a cent more than came', nothing, [...ab, ...over('c', [0, minute], [{}, { amountMinor: 1_001 }])]),
  finds('each way another amount', abc, [
    ...ab,
    ...over('c', [0, minute], [{ amountMinor: 9 }, { amountMinor: 9 }]),
  ]),
  finds('on in another currency', nothing, [...ab, ...over('c', [0, minute], [{}, { currency: 'USD' }])]),
  finds('one way in another currency', abc, [
    ...ab,
    ...over('c', [0, minute], [{ currency: 'USD' }, { currency: 'USD' }]),
  ]),
  finds('on as a card payment', nothing, [...ab, ...over('c', [0, minute], [{}, { type: 'card-payment' }])]),
  finds('come as a payout', nothing, [...ab, ...over('c', [0, minute], [{ type: 'payout' }, {}])]),
  finds('come as a purchase', nothing, [...ab, ...over('c', [0, minute], [{ merchantId: 'shop' }, {}])]),
  finds('on as a purchase', nothing, [...ab, ...over('c', [0, minute], [{}, { merchantId: 'shop' }])]),
  finds(
    'all from one device',
    abc,
    ['a', 'b', 'c'].flatMap((between) => over(between, [0, minute], [{ device: 'd' }, { device: 'd' }])),
  ),
];

const thresholds = [
  finds(
    'other thresholds',
    ['a1 b1 a2 b2'],
    [
      ...over('a', [0, second], [{}, { amountMinor: 500 }]),
      ...over('b', [0, second]),
      ...over('c', [0, second], [{}, { amountMinor: 499 }]),
      ...over('d', [0, second + 1]),
    ],
    { windowMs: second, minIntermediaries: 2, keepPercent: 50 },
  ),
  finds(
    'more payments of the source than are looked at',
    nothing,
    [
      ...over('a', [0, 0]),
      ...over('b', [0, 0]),
      ...over('c', [0, 0]),
      ...several(9, (id, index) => pay(`x${id}`, `s>x${id}`, 1 + index)),
      ...several(9, (id, index) => pay(`y${id}`, `y${id}>z`, 1 + index)),
    ],
    { maxNeighbours: 4, isCut: true },
  ),
];

export const cases = [...times, ...ways, ...kinds, ...thresholds];
