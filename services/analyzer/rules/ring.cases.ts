import { at, circle, of } from './ring.fixture.ts';
import {
  atCap,
  finds,
  hour,
  minute,
  nothing,
  overriding,
  type Payment,
  pay,
  several,
} from './rule-case.fixture.ts';

/** The largest amount, and the smallest one that is 75 % of it. */
const maxAmount = Number.MAX_SAFE_INTEGER;
const minKept = Number((BigInt(maxAmount) * 75n + 99n) / 100n);

const half = overriding({ keepPercent: 50 });

const shape = [
  ...['ab', 'abc', 'abcd', 'abcde', 'abcdef'].map((accounts) =>
    finds(`${accounts.length} accounts`, ['1 2 3 4 5 6'.slice(0, 2 * accounts.length - 1)], circle(accounts)),
  ),
  finds('seven accounts', nothing, circle('abcdefg')),
  finds('one account', nothing, circle('a')),
  finds('payments that do not return to the first account', nothing, circle('abcd').slice(0, 3)),
  finds('a circle with one payment reversed', nothing, [
    ...circle('abc').slice(0, 2),
    pay('3', 'a>c', 2 * minute, { amountMinor: 1_000 }),
  ]),
  finds(
    'two circles through one account as two rings',
    ['1 2', '3 4'],
    [
      pay('1', 'a>b', 0, { amountMinor: 1_000 }),
      pay('2', 'b>a', 1, { amountMinor: 990 }),
      pay('3', 'a>c', 2, { amountMinor: 980 }),
      pay('4', 'c>a', 3, { amountMinor: 970 }),
    ],
  ),
  finds(
    'a ring without a payment to oneself on the way',
    ['1 2 3'],
    [...circle('abc'), pay('4', 'b>b', minute, { amountMinor: 1_000 })],
  ),
  finds(
    'two payments on one leg as two rings',
    ['1 2 3', '1 4 3'],
    [...circle('abc'), pay('4', 'b>c', minute + 1, { amountMinor: 990 })],
  ),
  finds(
    'a short cut as a ring of its own',
    ['1 2 3 4', '1 5 4'],
    [...circle('abcd'), pay('5', 'b>d', minute, { amountMinor: 990 })],
  ),
  finds(
    'three accounts where at most four may take part',
    ['1 2 3'],
    [...circle('abc'), ...circle('vwxyz').map(renamed)],
    overriding({ maxHops: 4 }),
  ),
  finds(
    'three accounts where at least three have to take part',
    ['v1 v2 v3'],
    [...circle('ab'), ...circle('vwx').map(renamed)],
    overriding({ minHops: 3 }),
  ),
];

function renamed(payment: Payment): Payment {
  return { ...payment, id: `v${payment.id}` };
}

const kinds = [
  finds(
    'a payment that is not a transfer',
    nothing,
    circle('abc', (index) => (index === 1 ? { type: 'payout' } : {})),
  ),
  finds(
    'a purchase on the way',
    nothing,
    circle('abc', (index) => (index === 1 ? { merchantId: 'm' } : {})),
  ),
  finds(
    'two payments of which one is a purchase',
    nothing,
    circle('ab', (index) => (index === 0 ? { merchantId: 'm' } : {})),
  ),
  finds(
    'two currencies',
    nothing,
    circle('abc', (index) => (index === 1 ? { currency: 'USD' } : {})),
  ),
  finds(
    'one currency other than euro',
    ['1 2 3'],
    circle('abc', () => ({ currency: 'USD' })),
  ),
  finds(
    'three payments from one device, between own accounts',
    nothing,
    circle('abc', () => ({ device: 'd' })),
  ),
  finds(
    'two payments from one device, between own accounts',
    nothing,
    circle('ab', () => ({ device: 'd' })),
  ),
  finds(
    'payments of which one is from another device',
    ['1 2 3'],
    circle('abc', (index) => ({ device: index === 2 ? 'e' : 'd' })),
  ),
  finds(
    'payments of which one has no device',
    ['1 2 3'],
    circle('abc', (index) => (index === 0 ? {} : { device: 'd' })),
  ),
  finds(
    'payments with one card',
    ['1 2 3'],
    circle('abc', () => ({ card: 'd' })),
  ),
];

const amounts = [
  finds('two accounts and an exact return', nothing, of(1_000, 1_000)),
  finds('two accounts and one cent less back', ['1 2'], of(1_000, 999)),
  finds('two accounts and one cent more back', ['1 2'], of(1_000, 1_001)),
  finds('two accounts and exactly 75 % back', ['1 2'], of(1_000, 750)),
  // The second payment could come first, too: then the return is too large.
  finds('two accounts and less than 75 % back', nothing, of(1_000, 749)),
  finds('three equal amounts', ['1 2 3'], of(1_000, 1_000, 1_000)),
  finds('three zero amounts', ['1 2 3'], of(0, 0, 0)),
  finds('exactly 75 % kept at each hop', ['1 2 3 4'], of(16_000, 12_000, 9_000, 6_750)),
  finds('one cent less than 75 % kept at the last hop', nothing, of(16_000, 12_000, 9_000, 6_749)),
  finds('amounts that grow by exactly the reverse of 75 % at each hop', ['1 2 3'], of(900, 1_200, 1_600)),
  finds('amounts that grow by one cent more at the last hop', nothing, of(900, 1_200, 1_601)),
  finds('one hop that keeps too little as the one where the ring closes', ['2 3 1'], of(1_000, 749, 990)),
  finds('two of three hops that keep too little or too much', nothing, of(1_000, 749, 1_000)),
  finds('two of four hops that keep too little or too much', nothing, of(1_000, 1_000, 700, 700)),
  finds('one of six hops that keeps too little', ['3 4 5 6 1 2'], of(1_000, 900, 600, 700, 800, 900)),
  finds('exactly 75 % of the largest amount', ['1 2 3'], of(maxAmount, maxAmount, minKept)),
  finds('one cent less than 75 % of the largest amount', nothing, of(maxAmount, minKept - 1, maxAmount)),
  finds('exactly half where half is enough', ['1 2'], of(1_000, 500), half),
  finds('one cent less than half where half is enough', nothing, of(1_000, 499), half),
];

const times = [
  finds('an hour from the first to the last', ['1 2 3'], at(0, minute, hour)),
  finds('an hour and a millisecond from the first to the last', nothing, at(0, minute, hour + 1)),
  finds('an hour and a millisecond, with the last payment in the middle', nothing, at(0, hour + 1, minute)),
  finds('payments that all happen at one moment', ['1 2 3'], at(0, 0, 0)),
  finds('a ring, listed from its earliest payment', ['2 3 1'], at(hour, 0, minute)),
  finds('payments in the reverse order of time', ['4 1 2 3'], at(3, 2, 1, 0)),
  finds(
    'more than a minute where a minute is the window',
    nothing,
    at(0, 1, minute + 1),
    overriding({ windowMs: minute }),
  ),
];

const strict = overriding({ ordering: 'strict' }, 'shipped as unordered');
const inOrder = [
  finds('payments in order', ['1 2 3 4'], at(0, 1, 2, 3), strict),
  finds('payments in order from the second one on', ['2 3 1'], at(2, 0, 1), strict),
  finds('payments that all happen at one moment', ['1 2 3'], at(0, 0, 0), strict),
  finds('two payments at one moment', ['1 2 3 4'], at(0, 5, 5, 6), strict),
  finds('a payment a millisecond early', nothing, at(0, 2, 1, 3), strict),
  finds('payments in the reverse order of time', nothing, at(2, 1, 0), strict),
  finds('two payments, which are always in order', ['2 1'], at(1, 0), strict),
];

const tolerant = overriding({ ordering: 'tolerant' }, 'shipped as unordered');
const nearlyInOrder = [
  finds('two payments five minutes early', ['2 3 4 1'], at(5 * minute, 0, 5 * minute, 0), tolerant),
  finds('two payments a millisecond too early', nothing, at(5 * minute + 1, 0, 5 * minute + 1, 0), tolerant),
  finds(
    'one payment too early as the one where the ring closes',
    ['2 3 4 1'],
    at(hour, 0, 5 * minute, 0),
    tolerant,
  ),
  finds(
    'two payments an hour early',
    ['2 3 4 1'],
    at(hour, 0, hour, 0),
    overriding({ ordering: 'tolerant', backwardMs: hour }),
  ),
];

// The times fit only from the second payment on, the amounts only from the first.
const conflictingStarts = circle('abc', (index) => ({
  atMs: [2, 0, 1][index],
  amountMinor: [1_000, 900, 740][index],
}));
const together = [
  finds('amounts and times that fit from different payments on', ['1 2 3'], conflictingStarts),
  finds('amounts and times that fit from different payments on', nothing, conflictingStarts, strict),
];

/** Payments of each account to others, later than the circle. */
const unrelatedPayments = (accounts: string) =>
  [...accounts].flatMap((account) =>
    several(4, (id) => pay(account + id, `${account}>${account}${id}`, 10 * minute, { amountMinor: 1_000 })),
  );
const caps = [
  finds(
    'a ring found via another account when one exceeds maxDegree',
    ['1 2 3'],
    [...circle('abc'), ...unrelatedPayments('b')],
    atCap({ maxDegree: 3 }),
  ),
  finds(
    'accounts that all exceed maxDegree',
    nothing,
    [...circle('abc'), ...unrelatedPayments('abc')],
    atCap({ maxDegree: 3 }),
  ),
  finds(
    'more rings than the rule reports for one payment',
    ['1 2 3', '1 4 3', '1 5 3'],
    [
      ...circle('abc'),
      pay('4', 'b>c', minute + 1, { amountMinor: 990 }),
      pay('5', 'b>c', minute + 2, { amountMinor: 990 }),
    ],
    atCap({ maxRings: 1 }),
  ),
];

export const cases = [
  ...shape,
  ...kinds,
  ...amounts,
  ...times,
  ...inOrder,
  ...nearlyInOrder,
  ...together,
  ...caps,
];
