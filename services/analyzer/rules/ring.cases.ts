import { finds, hour, minute, nothing, type Payment, pay, several } from './rule-case.fixture.ts';

/** Payments from each account to the next and from the last to the first, numbered, a minute apart. */
const circle = (accounts: string, each: (index: number) => Partial<Payment> = () => ({})) =>
  [...accounts].map((account, index) => {
    const next = accounts[(index + 1) % accounts.length];
    return pay(String(index + 1), `${account}>${next}`, index * minute, {
      // Two the same would be a refund.
      amountMinor: 1_000 - 10 * index,
      ...each(index),
    });
  });
const at = (...times: number[]) =>
  circle('abcdefgh'.slice(0, times.length), (index) => ({ atMs: times[index] }));
const of = (...amounts: number[]) =>
  circle('abcdefgh'.slice(0, amounts.length), (index) => ({ amountMinor: amounts[index] }));

/** The largest amount, and the least that is 80 % of it. */
const most = Number.MAX_SAFE_INTEGER;
const minKept = Number((BigInt(most) * 80n + 99n) / 100n);

const shape = [
  ...['ab', 'abc', 'abcd', 'abcde', 'abcdef'].map((accounts) =>
    finds(`${accounts.length} accounts`, ['1 2 3 4 5 6'.slice(0, 2 * accounts.length - 1)], circle(accounts)),
  ),
  finds('seven accounts', nothing, circle('abcdefg')),
  finds('one account', nothing, circle('a')),
  finds('open', nothing, circle('abcd').slice(0, 3)),
  finds('one payment the wrong way', nothing, [
    ...circle('abc').slice(0, 2),
    pay('3', 'a>c', 2 * minute, { amountMinor: 1_000 }),
  ]),
  finds(
    'an account is passed once only',
    ['1 2', '3 4'],
    [
      pay('1', 'a>b', 0, { amountMinor: 1_000 }),
      pay('2', 'b>a', 1, { amountMinor: 990 }),
      pay('3', 'a>c', 2, { amountMinor: 980 }),
      pay('4', 'c>a', 3, { amountMinor: 970 }),
    ],
  ),
  finds(
    'a payment to oneself on the way takes no part',
    ['1 2 3'],
    [...circle('abc'), pay('4', 'b>b', minute, { amountMinor: 1_000 })],
  ),
  finds(
    'two payments on one leg are two rings',
    ['1 2 3', '1 4 3'],
    [...circle('abc'), pay('4', 'b>c', minute + 1, { amountMinor: 990 })],
  ),
  finds(
    'a short cut is a ring of its own',
    ['1 2 3 4', '1 5 4'],
    [...circle('abcd'), pay('5', 'b>d', minute, { amountMinor: 990 })],
  ),
  finds('fewer hops by thresholds', ['1 2 3'], [...circle('abc'), ...circle('vwxyz').map(renamed)], {
    maxHops: 4,
  }),
  finds('more hops by thresholds', ['v1 v2 v3'], [...circle('ab'), ...circle('vwx').map(renamed)], {
    minHops: 3,
  }),
];

function renamed(payment: Payment): Payment {
  return { ...payment, id: `v${payment.id}` };
}

const kinds = [
  finds(
    'only transfers',
    nothing,
    circle('abc', (index) => (index === 1 ? { type: 'payout' } : {})),
  ),
  finds(
    'a purchase is no part of it',
    nothing,
    circle('abc', (index) => (index === 1 ? { merchantId: 'm' } : {})),
  ),
  finds(
    'two payments, one a purchase',
    nothing,
    circle('ab', (index) => (index === 0 ? { merchantId: 'm' } : {})),
  ),
  finds(
    'two currencies',
    nothing,
    circle('abc', (index) => (index === 1 ? { currency: 'USD' } : {})),
  ),
  finds(
    'another currency',
    ['1 2 3'],
    circle('abc', () => ({ currency: 'USD' })),
  ),
  finds(
    'all from one device: own accounts',
    nothing,
    circle('abc', () => ({ device: 'd' })),
  ),
  finds(
    'two from one device: own accounts',
    nothing,
    circle('ab', () => ({ device: 'd' })),
  ),
  finds(
    'one of another device',
    ['1 2 3'],
    circle('abc', (index) => ({ device: index === 2 ? 'e' : 'd' })),
  ),
  finds(
    'one without a device',
    ['1 2 3'],
    circle('abc', (index) => (index === 0 ? {} : { device: 'd' })),
  ),
  finds(
    'one card is no device',
    ['1 2 3'],
    circle('abc', () => ({ card: 'd' })),
  ),
];

const amounts = [
  finds('two accounts, an exact return', nothing, of(1_000, 1_000)),
  finds('two accounts, all but one cent', ['1 2'], of(1_000, 999)),
  finds('two accounts, more comes back', ['1 2'], of(1_000, 1_001)),
  finds('two accounts at exactly 80 %', ['1 2'], of(1_000, 800)),
  finds('two accounts, 79.9 %, told from the second as well as from the first', nothing, of(1_000, 799)),
  finds('three exactly equal', ['1 2 3'], of(1_000, 1_000, 1_000)),
  finds('nothing at all', ['1 2 3'], of(0, 0, 0)),
  finds('80 % at each hop', ['1 2 3 4'], of(10_000, 8_000, 6_400, 5_120)),
  finds('growing to the reverse of 80 % at each hop', ['1 2 3'], of(800, 1_000, 1_250)),
  finds('a step too far down can only be where the ring closes', ['2 3 1'], of(1_000, 799, 990)),
  finds('two steps too far', nothing, of(1_000, 799, 1_000)),
  finds('two steps too far of four', nothing, of(1_000, 1_000, 700, 700)),
  finds('one step too far of six', ['3 4 5 6 1 2'], of(1_000, 900, 600, 700, 800, 900)),
  finds('the largest amounts are compared exactly', ['1 2 3'], of(most, most, minKept)),
  finds('the largest amounts, a cent less', nothing, of(most, minKept - 1, most)),
  finds('a smaller share by thresholds', ['1 2'], of(1_000, 500), { keepPercent: 50 }),
  finds('a smaller share by thresholds, a cent less', nothing, of(1_000, 499), { keepPercent: 50 }),
];

const times = [
  finds('an hour from first to last', ['1 2 3'], at(0, minute, hour)),
  finds('a millisecond more', nothing, at(0, minute, hour + 1)),
  finds('a millisecond more, the last one in the middle', nothing, at(0, hour + 1, minute)),
  finds('all at one moment', ['1 2 3'], at(0, 0, 0)),
  finds('told from the earliest', ['2 3 1'], at(hour, 0, minute)),
  finds('against the time', ['4 1 2 3'], at(3, 2, 1, 0)),
  finds('a shorter window', nothing, at(0, 1, minute + 1), { windowMs: minute }),
];

const strict = { ordering: 'strict' };
const inOrder = [
  finds('strict: in order', ['1 2 3 4'], at(0, 1, 2, 3), strict),
  finds('strict: in order from any of them on', ['2 3 1'], at(2, 0, 1), strict),
  finds('strict: at one moment', ['1 2 3'], at(0, 0, 0), strict),
  finds('strict: two at one moment', ['1 2 3 4'], at(0, 5, 5, 6), strict),
  finds('strict: a millisecond early', nothing, at(0, 2, 1, 3), strict),
  finds('strict: against the time', nothing, at(2, 1, 0), strict),
  finds('strict: two payments are always in order', ['2 1'], at(1, 0), strict),
];

const tolerant = { ordering: 'tolerant' };
const nearlyInOrder = [
  finds('tolerant: two five minutes early', ['2 3 4 1'], at(5 * minute, 0, 5 * minute, 0), tolerant),
  finds('tolerant: two a millisecond earlier', nothing, at(5 * minute + 1, 0, 5 * minute + 1, 0), tolerant),
  finds('tolerant: one too early is where it closes', ['2 3 4 1'], at(hour, 0, 5 * minute, 0), tolerant),
  finds('tolerant: earlier by thresholds', ['2 3 4 1'], at(hour, 0, hour, 0), {
    ...tolerant,
    backwardMs: hour,
  }),
];

// Times want to begin with the second payment, amounts with the first.
const against = circle('abc', (index) => ({
  atMs: [2, 0, 1][index],
  amountMinor: [1_000, 900, 790][index],
}));
const together = [
  finds('amounts and times from one beginning', ['1 2 3'], against),
  finds('strict: amounts and times from one beginning', nothing, against, strict),
];

/** From each of the accounts, later than the circle and to others. */
const away = (accounts: string) =>
  [...accounts].flatMap((account) =>
    several(4, (id) => pay(account + id, `${account}>${account}${id}`, 10 * minute, { amountMinor: 1_000 })),
  );
const cuts = [
  finds(
    'more payments of one account than are looked at: found from another one',
    ['1 2 3'],
    [...circle('abc'), ...away('b')],
    { maxDegree: 3, isCut: true },
  ),
  finds('more payments of all accounts than are looked at', nothing, [...circle('abc'), ...away('abc')], {
    maxDegree: 3,
    isCut: true,
  }),
  finds(
    'more rings than are told from one payment',
    ['1 2 3', '1 4 3', '1 5 3'],
    [
      ...circle('abc'),
      pay('4', 'b>c', minute + 1, { amountMinor: 990 }),
      pay('5', 'b>c', minute + 2, { amountMinor: 990 }),
    ],
    { maxRings: 1, isCut: true },
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
  ...cuts,
];
