import {
  all,
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

const day = 24 * hour;

/** Each at another shop: a device counts only if its accounts pay at least two. */
const onDevice = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `${payer}>shop${id}`, atMs, { device: 'd', ...more });
const withCard = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  onDevice(id, payer, atMs, { device: undefined, card: 'c', ...more });

const devices = [
  finds(
    'a device of five accounts within a day',
    [all(5)],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', hour),
      onDevice('3', 'c', 2 * hour),
      onDevice('4', 'd', 3 * hour),
      onDevice('5', 'e', day),
    ],
  ),
  finds('a device of five accounts within a day and a millisecond', nothing, [
    onDevice('1', 'a', 0),
    onDevice('2', 'b', hour),
    onDevice('3', 'c', 2 * hour),
    onDevice('4', 'd', 3 * hour),
    onDevice('5', 'e', day + 1),
  ]),
  finds(
    'a device of four accounts, however many payments',
    nothing,
    several(9, (id, index) => onDevice(id, `a${index % 4}`, index)),
  ),
  finds(
    'a device of five accounts at one moment',
    [all(5)],
    several(5, (id) => onDevice(id, `a${id}`, 0)),
  ),
  finds(
    'all payments of the day, also a second one of an account',
    [all(7)],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'a', 1),
      onDevice('3', 'b', 2),
      onDevice('4', 'c', 3),
      onDevice('5', 'd', 4),
      onDevice('6', 'e', 5),
      onDevice('7', 'e', day),
    ],
  ),
  finds(
    'windows that overlap as one case',
    [all(6)],
    several(6, (id, index) => onDevice(id, `a${index % 5}`, index * 6 * hour)),
  ),
  finds(
    'five accounts, without a later payment that shares no window with enough of them',
    [all(5)],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', 20 * hour),
      onDevice('3', 'c', 20 * hour),
      onDevice('4', 'd', 20 * hour),
      onDevice('5', 'e', day),
      onDevice('6', 'b', day + 20 * hour),
    ],
  ),
  finds(
    'a device of five accounts over weeks',
    nothing,
    several(5, (id, index) => onDevice(id, `a${id}`, index * day * 7)),
  ),
  finds(
    'a device of one account that pays five',
    nothing,
    several(5, (id) => onDevice(id, 'a', 0, { payee: id })),
  ),
  finds(
    'five devices of one account each',
    nothing,
    several(5, (id) => onDevice(id, `a${id}`, 0, { device: `d${id}` })),
  ),
  finds(
    'payments without a device',
    nothing,
    several(5, (id) => onDevice(id, `a${id}`, 0, { device: undefined })),
  ),
  finds(
    'payments of any type, amount and currency, also one to oneself',
    [all(5)],
    [
      onDevice('1', 'a', 0, { type: 'refund' }),
      onDevice('2', 'b', 1, { type: 'payout', amountMinor: 0 }),
      onDevice('3', 'c', 2, { type: 'card-payment', currency: 'USD' }),
      onDevice('4', 'd', 3),
      onDevice('5', 'e', 4, { payee: 'e' }),
    ],
  ),
  finds(
    'a device of five accounts that all pay one shop',
    nothing,
    several(5, (id) => onDevice(id, `a${id}`, 0, { payee: 'shop' })),
  ),
  finds(
    'a device of five accounts that pay two shops',
    [all(5)],
    several(5, (id, index) => onDevice(id, `a${id}`, 0, { payee: index === 4 ? 'other' : 'shop' })),
  ),
  finds('a device of five accounts that pay a second shop a millisecond after the day', nothing, [
    ...several(5, (id) => onDevice(id, `a${id}`, 0, { payee: 'shop' })),
    onDevice('6', 'a1', day + 1, { payee: 'other' }),
  ]),
];

const cards = [
  finds(
    'a card of four accounts within a day',
    [all(4)],
    [withCard('1', 'a', 0), withCard('2', 'b', minute), withCard('3', 'c', hour), withCard('4', 'd', day)],
  ),
  finds('a card of four accounts within a day and a millisecond', nothing, [
    withCard('1', 'a', 0),
    withCard('2', 'b', minute),
    withCard('3', 'c', hour),
    withCard('4', 'd', day + 1),
  ]),
  finds(
    'a card of three accounts, however many payments',
    nothing,
    several(7, (id, index) => withCard(id, `a${index % 3}`, index)),
  ),
  finds(
    'four cards of one account each',
    nothing,
    several(4, (id) => withCard(id, `a${id}`, 0, { card: `c${id}` })),
  ),
  finds(
    'a card of four accounts that all pay one shop',
    [all(4)],
    several(4, (id) => withCard(id, `a${id}`, 0, { payee: 'shop' })),
  ),
  finds(
    'a card of four accounts that pay two shops',
    [all(4)],
    several(4, (id, index) => withCard(id, `a${id}`, 0, { payee: index === 3 ? 'other' : 'shop' })),
  ),
  finds(
    'a device and a card as two cases',
    ['1 2 3 4 5', '2 3 4 5'],
    several(5, (id, index) => onDevice(id, `a${id}`, index, index === 0 ? {} : { card: 'c' })),
  ),
  finds(
    'a device and a card of the same name as two cases',
    [all(5), all(5)],
    several(5, (id) => onDevice(id, `a${id}`, 0, { card: 'x', device: 'x' })),
  ),
];

const thresholds = [
  finds(
    'fewer accounts in a shorter window',
    ['1 2', '3 4'],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', hour),
      withCard('3', 'a', 0),
      withCard('4', 'b', hour),
      withCard('5', 'c', 2 * hour + 1),
    ],
    overriding({ minAccountsPerDevice: 2, minAccountsPerCard: 2, windowMs: hour }),
  ),
  finds(
    'many payments of one account that hide the other accounts',
    nothing,
    [
      ...several(3, (id) => onDevice(`a${id}`, `a${id}`, 0)),
      ...several(12, (id, index) => onDevice(id, 'x', 1 + index)),
      onDevice('c', 'c', hour),
    ],
    atCap({ maxNeighbours: 5 }),
  ),
  finds(
    'more accounts than the rule reads',
    [all(40)],
    several(40, (id, index) => onDevice(id, `a${id}`, index)),
  ),
];

export const cases = [...devices, ...cards, ...thresholds];
