import {
  atCap,
  finds,
  minute,
  nothing,
  overriding,
  type Payment,
  pay,
  second,
  several,
} from './rule-case.fixture.ts';

/** One payment from a into m, and one out of m to b that follows after the given time. */
const through = (afterMs: number, out: Partial<Payment> = {}, into: Partial<Payment> = {}) => [
  pay('1', 'a>m', 0, { amountMinor: 10_000, ...into }),
  pay('2', 'm>b', afterMs, { amountMinor: 9_500, ...out }),
];

/** The largest amount, and the smallest one that is 90 % of it. */
const maxAmount = Number.MAX_SAFE_INTEGER;
const minKept = Number((BigInt(maxAmount) * 90n + 99n) / 100n);

export const cases = [
  finds('money that leaves after twenty minutes', ['1 2'], through(20 * minute)),
  finds('money that leaves after twenty minutes and a millisecond', nothing, through(20 * minute + 1)),
  finds('money that leaves at the same moment', ['1 2'], through(0)),
  finds('money that leaves before it comes in', nothing, through(-1)),
  finds('exactly 90 % passed on', ['1 2'], through(1, { amountMinor: 9_000 })),
  finds('one cent less than 90 % passed on', nothing, through(1, { amountMinor: 8_999 })),
  finds('everything passed on', ['1 2'], through(1, { amountMinor: 10_000 })),
  finds('one cent more than came in', nothing, through(1, { amountMinor: 10_001 })),
  finds('exactly the minimum amount', ['1 2'], through(1, { amountMinor: 10_000 }, { amountMinor: 10_000 })),
  finds(
    'one cent below the minimum amount',
    nothing,
    through(1, { amountMinor: 9_999 }, { amountMinor: 9_999 }),
  ),
  finds(
    'exactly 90 % of the largest amount',
    ['1 2'],
    through(1, { amountMinor: minKept }, { amountMinor: maxAmount }),
  ),
  finds(
    'one cent less than 90 % of the largest amount',
    nothing,
    through(1, { amountMinor: minKept - 1 }, { amountMinor: maxAmount }),
  ),
  finds('money that goes back to its sender', nothing, through(1, { payee: 'a' })),
  finds('a payment of the account to itself after', nothing, through(1, { payee: 'm' })),
  finds('a payment of the account to itself before', nothing, through(1, {}, { payer: 'm' })),
  finds('a payment out in another currency', nothing, through(1, { currency: 'USD' })),
  finds('both payments in another currency', ['1 2'], through(1, { currency: 'USD' }, { currency: 'USD' })),
  finds('a card payment out', nothing, through(1, { type: 'card-payment' })),
  finds('a payout in', nothing, through(1, {}, { type: 'payout' })),
  finds(
    'two payments from one device, between own accounts',
    nothing,
    through(1, { device: 'd' }, { device: 'd' }),
  ),
  finds('two payments from two devices', ['1 2'], through(1, { device: 'd' }, { device: 'e' })),
  finds('two payments of which one has a device', ['1 2'], through(1, { device: 'd' })),
  finds(
    'two payments in and two out as one case',
    ['1 2 3 4'],
    [
      pay('1', 'a>m', 0, { amountMinor: 10_000 }),
      pay('2', 'b>m', 1, { amountMinor: 10_100 }),
      pay('3', 'm>c', 2, { amountMinor: 10_000 }),
      pay('4', 'm>d', 3, { amountMinor: 9_999 }),
    ],
  ),
  finds(
    'only payments that belong to a pair',
    ['1 3'],
    [
      pay('1', 'a>m', 0, { amountMinor: 10_000 }),
      pay('2', 'b>m', 1, { amountMinor: 50_000 }),
      pay('3', 'm>c', 2, { amountMinor: 9_999 }),
      pay('4', 'm>d', 3, { amountMinor: 2_000 }),
    ],
  ),
  finds(
    'a chain as one case for each account in its middle',
    ['1 2', '2 3'],
    [
      pay('1', 'a>m', 0, { amountMinor: 12_000 }),
      pay('2', 'm>n', 15 * minute, { amountMinor: 11_500 }),
      pay('3', 'n>b', 35 * minute, { amountMinor: 11_000 }),
    ],
  ),
  finds('two payments out that only together make what came in', nothing, [
    pay('1', 'a>m', 0, { amountMinor: 20_000 }),
    pay('2', 'm>b', 1, { amountMinor: 10_000 }),
    pay('3', 'm>c', 2, { amountMinor: 10_000 }),
  ]),
  finds(
    'smaller amounts, a smaller part and a shorter window',
    ['1 2'],
    [
      ...through(second, { amountMinor: 50 }, { amountMinor: 100 }),
      pay('3', 'm>b', second + 1, { amountMinor: 60 }),
      pay('4', 'm>b', 0, { amountMinor: 49 }),
    ],
    overriding({ windowMs: second, keepPercent: 50, minAmountMinor: 100 }),
  ),
  finds(
    'many payments between the two that fit',
    nothing,
    [
      pay('1', 'a>m', 0, { amountMinor: 10_000 }),
      ...several(9, (id, index) => pay(`out${id}`, `m>${id}`, 1 + index, { amountMinor: 100 })),
      ...several(9, (id, index) => pay(`in${id}`, `${id}>m`, minute + index, { amountMinor: 100 })),
      pay('2', 'm>b', 2 * minute, { amountMinor: 9_500 }),
    ],
    atCap({ maxNeighbours: 5 }),
  ),
  finds('a purchase out', nothing, through(1, { merchantId: 'shop' })),
  finds('a purchase in', nothing, through(1, {}, { merchantId: 'shop' })),
];
