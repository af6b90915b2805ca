import { all, finds, hour, minute, nothing, type Payment, pay, several } from './rule-case.fixture.ts';

const day = 24 * hour;

const onDevice = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `${payer}>shop`, atMs, { device: 'd', ...more });
const withCard = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  onDevice(id, payer, atMs, { device: undefined, card: 'c', ...more });

export const cases = [
  finds(
    'a device of four accounts within a day',
    ['1 2 3 4'],
    [onDevice('1', 'a', 0), onDevice('2', 'b', hour), onDevice('3', 'c', 2 * hour), onDevice('4', 'd', day)],
  ),
  finds('a millisecond more', nothing, [
    onDevice('1', 'a', 0),
    onDevice('2', 'b', hour),
    onDevice('3', 'c', 2 * hour),
    onDevice('4', 'd', day + 1),
  ]),
  finds('three accounts, however often', nothing, [
    onDevice('1', 'a', 0),
    onDevice('2', 'b', 1),
    onDevice('3', 'c', 2),
    onDevice('4', 'a', 3),
    onDevice('5', 'b', 4),
  ]),
  finds(
    'four at one moment',
    [all(4)],
    several(4, (id) => onDevice(id, `a${id}`, 0)),
  ),
  finds(
    'all payments of the day, also a second one of an account',
    ['1 2 3 4 5 6'],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'a', 1),
      onDevice('3', 'b', 2),
      onDevice('4', 'c', 3),
      onDevice('5', 'd', 4),
      onDevice('6', 'd', day),
    ],
  ),
  finds(
    'days that overlap make one case',
    ['1 2 3 4 5'],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', 12 * hour),
      onDevice('3', 'c', 18 * hour),
      onDevice('4', 'd', day),
      onDevice('5', 'a', day + 12 * hour),
    ],
  ),
  finds(
    'near the four, but in no day with four accounts',
    ['1 2 3 4'],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', 20 * hour),
      onDevice('3', 'c', 20 * hour),
      onDevice('4', 'd', day),
      onDevice('5', 'b', day + 20 * hour),
    ],
  ),
  finds(
    'four over weeks',
    nothing,
    several(4, (id, index) => onDevice(id, `a${id}`, index * day * 7)),
  ),
  finds(
    'one account that pays four',
    nothing,
    several(4, (id) => onDevice(id, 'a', 0, { payee: id })),
  ),
  finds(
    'four devices',
    nothing,
    several(4, (id) => onDevice(id, `a${id}`, 0, { device: `d${id}` })),
  ),
  finds(
    'without a device',
    nothing,
    several(4, (id) => onDevice(id, `a${id}`, 0, { device: undefined })),
  ),
  finds(
    'whatever the type, amount and currency; a payment to oneself is a use, too',
    ['1 2 3 4'],
    [
      onDevice('1', 'a', 0, { type: 'refund' }),
      onDevice('2', 'b', 1, { type: 'payout', amountMinor: 0 }),
      onDevice('3', 'c', 2, { type: 'card-payment', currency: 'USD' }),
      onDevice('4', 'd', 3, { payee: 'd' }),
    ],
  ),
  finds(
    'a card of three accounts within a day',
    ['1 2 3'],
    [withCard('1', 'a', 0), withCard('2', 'b', minute), withCard('3', 'c', day)],
  ),
  finds('a card a millisecond more', nothing, [
    withCard('1', 'a', 0),
    withCard('2', 'b', minute),
    withCard('3', 'c', day + 1),
  ]),
  finds('a card of two accounts', nothing, [
    withCard('1', 'a', 0),
    withCard('2', 'b', 1),
    withCard('3', 'a', 2),
  ]),
  finds(
    'three cards',
    nothing,
    several(3, (id) => withCard(id, `a${id}`, 0, { card: `c${id}` })),
  ),
  finds(
    'a device and a card are two cases',
    ['1 2 3 4', '2 3 4'],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', 1, { card: 'c' }),
      onDevice('3', 'c', 2, { card: 'c' }),
      onDevice('4', 'd', 3, { card: 'c' }),
    ],
  ),
  finds(
    'a device with the name of a card',
    ['1 2 3 4', '1 2 3 4'],
    several(4, (id) => onDevice(id, `a${id}`, 0, { card: 'x', device: 'x' })),
  ),
  finds(
    'fewer accounts and less time by thresholds',
    ['1 2', '3 4'],
    [
      onDevice('1', 'a', 0),
      onDevice('2', 'b', hour),
      withCard('3', 'a', 0),
      withCard('4', 'b', hour),
      withCard('5', 'c', 2 * hour + 1),
    ],
    { minAccountsPerDevice: 2, minAccountsPerCard: 2, windowMs: hour },
  ),
  finds(
    'more payments of one account than are looked at, the other accounts beyond them',
    nothing,
    [
      onDevice('a', 'a', 0),
      onDevice('b', 'b', 0),
      ...several(12, (id, index) => onDevice(id, 'x', 1 + index)),
      onDevice('c', 'c', hour),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
  finds(
    'more accounts than are looked at',
    [all(20)],
    several(20, (id, index) => onDevice(id, `a${id}`, index)),
    {
      maxNeighbours: 5,
    },
  ),
  finds(
    'a device of four accounts that all pay one',
    nothing,
    several(4, (id) => onDevice(id, `a${id}`, 0)),
    {
      minPayees: 2,
    },
  ),
  finds(
    'a device of four accounts that pay two',
    [all(4)],
    several(4, (id, index) => onDevice(id, `a${id}`, 0, { payee: index === 3 ? 'other' : 'shop' })),
    { minPayees: 2 },
  ),
  finds(
    'a device of four accounts that pay a second one a millisecond after the day',
    nothing,
    [...several(4, (id) => onDevice(id, `a${id}`, 0)), onDevice('5', 'a1', day + 1, { payee: 'other' })],
    { minPayees: 2 },
  ),
  finds(
    'a card of three accounts that pay two',
    [all(3)],
    several(3, (id, index) => withCard(id, `a${id}`, 0, { payee: index === 2 ? 'other' : 'shop' })),
    { minPayees: 2 },
  ),
];
