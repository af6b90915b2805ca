import { finds, hour, minute, nothing, type Payment, pay, second, several } from './rule-case.fixture.ts';

const into = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `${payer}>hub`, atMs, more);
const outOf = (id: string, payee: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `hub>${payee}`, atMs, more);

const three = (each: typeof into, name: string, atMs: number) =>
  several(3, (id, index) => each(name + id, name + id, atMs + index));
const collected = three(into, 'in', 0);
const spread = three(outOf, 'out', minute);
const six = 'in1 in2 in3 out1 out2 out3';

export const cases = [
  finds('three in, three out', [six], [...collected, ...spread]),
  finds(
    'an hour from first to last',
    [six],
    [...collected, ...spread.slice(0, 2), outOf('out3', 'out3', hour)],
  ),
  finds('a millisecond more', nothing, [
    ...collected,
    ...spread.slice(0, 2),
    outOf('out3', 'out3', hour + 1),
  ]),
  finds('out before in', ['out1 out2 out3 in1 in2 in3'], [...collected, ...three(outOf, 'out', -minute)]),
  finds(
    'all at one moment',
    [six],
    [
      ...several(3, (id) => into(`in${id}`, `in${id}`, 0)),
      ...several(3, (id) => outOf(`out${id}`, `out${id}`, 0)),
    ],
  ),
  finds('two in', nothing, [...collected.slice(1), ...spread]),
  finds('two out', nothing, [...collected, ...spread.slice(1)]),
  finds('two payers, one of them twice', nothing, [
    ...collected.slice(0, 2),
    into('in3', 'in1', 3),
    ...spread,
  ]),
  finds('two payees, one of them twice', nothing, [
    ...collected,
    ...spread.slice(0, 2),
    outOf('out3', 'out1', hour),
  ]),
  finds(
    'the same accounts pay and are paid',
    [six],
    [...collected, ...several(3, (id) => outOf(`out${id}`, `in${id}`, minute))],
  ),
  finds(
    'all payments of the hour, also a second one of a payer',
    [`${six} in4 out4`],
    [...collected, ...spread, into('in4', 'in1', 2 * minute), outOf('out4', 'out2', hour)],
  ),
  finds(
    'hours that overlap',
    [`${six} in4 out4`],
    [...collected, ...spread, into('in4', 'in4', 2 * minute), outOf('out4', 'out4', hour + 1)],
  ),
  finds(
    'near them, but in no hour with enough',
    [six],
    [...collected, ...spread, outOf('out4', 'out4', hour + minute)],
  ),
  finds('a payment to oneself is none', nothing, [
    ...collected.slice(0, 2),
    ...spread.slice(0, 2),
    pay('self', 'hub>hub', minute),
  ]),
  finds('only transfers', nothing, [
    ...collected,
    ...spread.slice(0, 2),
    outOf('out3', 'out3', minute, { type: 'payout' }),
  ]),
  finds(
    'whatever the amount, currency, card and device',
    [six],
    [
      ...collected.map((payment) => ({ ...payment, currency: 'USD', device: 'd' })),
      ...spread.map((payment) => ({ ...payment, amountMinor: 0, card: 'c', device: 'd' })),
    ],
  ),
  finds('two accounts, one collects and one spreads', nothing, [
    ...collected,
    ...spread.map((payment) => ({ ...payment, payer: 'other' })),
    pay('link', 'hub>other', 30 * second),
  ]),
  finds(
    'other thresholds',
    ['1 2 3'],
    [into('1', 'a', 0), into('2', 'b', 1), outOf('3', 'c', second), outOf('4', 'd', second + 2)],
    { windowMs: second, minPayers: 2, minPayees: 1 },
  ),
  finds(
    'more payments of one payer than are looked at, the other payers beyond them',
    nothing,
    [
      into('a', 'a', 0),
      ...spread,
      ...several(12, (id, index) => into(id, 'x', 1 + index)),
      ...several(12, (id, index) => into(`y${id}`, 'x', 2 * minute + index)),
      into('c', 'c', 3 * minute),
    ],
    { maxNeighbours: 5, isCut: true },
  ),
  finds('a purchase is no part of it', nothing, [
    ...collected,
    ...spread.slice(0, 2),
    outOf('out3', 'out3', minute, { merchantId: 'shop' }),
  ]),
  finds('who sells does not collect', nothing, [
    ...collected.map((payment) => ({ ...payment, merchantId: 'shop' })),
    ...spread,
  ]),
  finds('each of exactly the least amount', [six], [...collected, ...spread], { minAmountMinor: 20_000 }),
  finds(
    'one that comes in a cent too small',
    nothing,
    [...collected.slice(0, 2), into('in3', 'in3', 2, { amountMinor: 19_999 }), ...spread],
    { minAmountMinor: 20_000 },
  ),
  finds(
    'one that goes out a cent too small',
    nothing,
    [...collected, ...spread.slice(0, 2), outOf('out3', 'out3', minute, { amountMinor: 19_999 })],
    { minAmountMinor: 20_000 },
  ),
];
