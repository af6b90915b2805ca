import { finds, minute, nothing, type Payment, pay, second, several } from './rule-case.fixture.ts';

/** In from a and out to b, the second one later by so much. */
const through = (afterMs: number, out: Partial<Payment> = {}, into: Partial<Payment> = {}) => [
  pay('1', 'a>m', 0, { amountMinor: 10_000, ...into }),
  pay('2', 'm>b', afterMs, { amountMinor: 9_500, ...out }),
];

/** The largest amount, and the least that is 90 % of it. */
const most = Number.MAX_SAFE_INTEGER;
const minKept = Number((BigInt(most) * 90n + 99n) / 100n);

export const cases = [
  finds('ten minutes later', ['1 2'], through(10 * minute)),
  finds('a millisecond more', nothing, through(10 * minute + 1)),
  finds('at one moment', ['1 2'], through(0)),
  finds('out before it came in', nothing, through(-1)),
  finds('exactly 90 %', ['1 2'], through(1, { amountMinor: 9_000 })),
  finds('a cent less', nothing, through(1, { amountMinor: 8_999 })),
  finds('all of it', ['1 2'], through(1, { amountMinor: 10_000 })),
  finds('a cent more than came in', nothing, through(1, { amountMinor: 10_001 })),
  finds('of exactly the least amount', ['1 2'], through(1, { amountMinor: 10_000 }, { amountMinor: 10_000 })),
  finds('a cent under the least amount', nothing, through(1, { amountMinor: 9_999 }, { amountMinor: 9_999 })),
  finds(
    'the largest amounts are compared exactly',
    ['1 2'],
    through(1, { amountMinor: minKept }, { amountMinor: most }),
  ),
  finds(
    'the largest amounts, a cent less',
    nothing,
    through(1, { amountMinor: minKept - 1 }, { amountMinor: most }),
  ),
  finds('back to where it came from', nothing, through(1, { payee: 'a' })),
  finds('out to itself', nothing, through(1, { payee: 'm' })),
  finds('in from itself', nothing, through(1, {}, { payer: 'm' })),
  finds('another currency', nothing, through(1, { currency: 'USD' })),
  finds('both in another currency', ['1 2'], through(1, { currency: 'USD' }, { currency: 'USD' })),
  finds('out as a card payment', nothing, through(1, { type: 'card-payment' })),
  finds('in as a payout', nothing, through(1, {}, { type: 'payout' })),
  finds('both from one device: own accounts', nothing, through(1, { device: 'd' }, { device: 'd' })),
  finds('from two devices', ['1 2'], through(1, { device: 'd' }, { device: 'e' })),
  finds('a device on one only', ['1 2'], through(1, { device: 'd' })),
  finds(
    'two ways out and two in are one case',
    ['1 2 3 4'],
    [
      pay('1', 'a>m', 0, { amountMinor: 10_000 }),
      pay('2', 'b>m', 1, { amountMinor: 10_100 }),
      pay('3', 'm>c', 2, { amountMinor: 10_000 }),
      pay('4', 'm>d', 3, { amountMinor: 9_999 }),
    ],
  ),
  finds(
    'only what belongs to a pair',
    ['1 3'],
    [
      pay('1', 'a>m', 0, { amountMinor: 10_000 }),
      pay('2', 'b>m', 1, { amountMinor: 50_000 }),
      pay('3', 'm>c', 2, { amountMinor: 9_999 }),
      pay('4', 'm>d', 3, { amountMinor: 2_000 }),
    ],
  ),
  finds(
    'on and on: a case for each account between',
    ['1 2', '2 3'],
    [
      pay('1', 'a>m', 0, { amountMinor: 12_000 }),
      pay('2', 'm>n', 5 * minute, { amountMinor: 11_500 }),
      pay('3', 'n>b', 15 * minute, { amountMinor: 11_000 }),
    ],
  ),
  finds('two sums that together make what came in', nothing, [
    pay('1', 'a>m', 0, { amountMinor: 20_000 }),
    pay('2', 'm>b', 1, { amountMinor: 10_000 }),
    pay('3', 'm>c', 2, { amountMinor: 10_000 }),
  ]),
  finds(
    'other thresholds',
    ['1 2'],
    [
      ...through(second, { amountMinor: 50 }, { amountMinor: 100 }),
      pay('3', 'm>b', second + 1, { amountMinor: 60 }),
      pay('4', 'm>b', 0, { amountMinor: 49 }),
    ],
    { windowMs: second, keepPercent: 50, minAmountMinor: 100 },
  ),
  finds(
    'more payments out than are looked at, the one that fits beyond them',
    nothing,
    [
      pay('1', 'a>m', 0, { amountMinor: 10_000 }),
      ...several(9, (id, index) => pay(`out${id}`, `m>${id}`, 1 + index, { amountMinor: 100 })),
      ...several(9, (id, index) => pay(`in${id}`, `${id}>m`, minute + index, { amountMinor: 100 })),
      pay('2', 'm>b', 2 * minute, { amountMinor: 9_500 }),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
  finds('out as a purchase', nothing, through(1, { merchantId: 'shop' })),
  finds('in as a purchase', nothing, through(1, {}, { merchantId: 'shop' })),
];
