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

const into = (id: string, payer: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `${payer}>hub`, atMs, more);
const outOf = (id: string, payee: string, atMs: number, more: Partial<Payment> = {}) =>
  pay(id, `hub>${payee}`, atMs, more);

const two = (each: typeof into, name: string, atMs: number) =>
  several(2, (id, index) => each(name + id, name + id, atMs + index)) as [Payment, Payment];
const collected = two(into, 'in', 0);
const spread = two(outOf, 'out', minute);
const four = 'in1 in2 out1 out2';

export const cases = [
  finds('two payers and two payees', [four], [...collected, ...spread]),
  finds('an hour from the first to the last', [four], [...collected, spread[0], outOf('out2', 'out2', hour)]),
  finds('an hour and a millisecond from the first to the last', nothing, [
    ...collected,
    spread[0],
    outOf('out2', 'out2', hour + 1),
  ]),
  finds(
    'money that goes out before it comes in',
    ['out1 out2 in1 in2'],
    [...collected, ...two(outOf, 'out', -minute)],
  ),
  finds(
    'payments that all happen at one moment',
    [four],
    [
      ...several(2, (id) => into(`in${id}`, `in${id}`, 0)),
      ...several(2, (id) => outOf(`out${id}`, `out${id}`, 0)),
    ],
  ),
  finds('one payment in', nothing, [collected[0], ...spread]),
  finds('one payment out', nothing, [...collected, spread[0]]),
  finds('one payer who pays twice', nothing, [collected[0], into('in2', 'in1', 3), ...spread]),
  finds('one payee who is paid twice', nothing, [...collected, spread[0], outOf('out2', 'out1', hour)]),
  finds(
    'accounts that pay and are paid',
    [four],
    [...collected, ...several(2, (id) => outOf(`out${id}`, `in${id}`, minute))],
  ),
  finds(
    'all payments of the hour, also a second one of a payer or payee',
    [`${four} in3 out3`],
    [...collected, ...spread, into('in3', 'in1', 2 * minute), outOf('out3', 'out2', hour)],
  ),
  finds(
    'windows that overlap as one case',
    [`${four} in3 out3`],
    [...collected, ...spread, into('in3', 'in3', 2 * minute), outOf('out3', 'out3', hour + 1)],
  ),
  finds(
    'the four, without a later payment that shares no window with enough of them',
    [four],
    [...collected, ...spread, outOf('out3', 'out3', hour + minute)],
  ),
  finds('a payment to oneself in place of one in and one out', nothing, [
    collected[0],
    spread[0],
    pay('self', 'hub>hub', minute),
  ]),
  finds('a payment that is not a transfer', nothing, [
    ...collected,
    spread[0],
    outOf('out2', 'out2', minute, { type: 'payout' }),
  ]),
  finds(
    'payments of any currency, card and device, and of any amount above the minimum',
    [four],
    [
      ...collected.map((payment) => ({ ...payment, currency: 'USD', device: 'd' })),
      ...spread.map((payment) => ({ ...payment, amountMinor: 1_000_000, card: 'c', device: 'd' })),
    ],
  ),
  finds('two linked accounts, of which one collects and one spreads', nothing, [
    ...collected,
    ...spread.map((payment) => ({ ...payment, payer: 'other' })),
    pay('link', 'hub>other', 30 * second),
  ]),
  finds(
    'a shorter window and fewer payees',
    ['1 2 3'],
    [into('1', 'a', 0), into('2', 'b', 1), outOf('3', 'c', second), outOf('4', 'd', second + 2)],
    overriding({ windowMs: second, minPayees: 1 }),
  ),
  finds(
    'two payers where three are asked for',
    nothing,
    [...collected, ...spread],
    overriding({ minPayers: 3 }),
  ),
  finds(
    'a second payer and a second payee beyond the payments that the rule reads',
    nothing,
    [
      into('a', 'a', 0),
      ...several(6, (id, index) => outOf(`q${id}`, 'q', 1 + index)),
      ...several(6, (id, index) => into(`x${id}`, 'x', 11 + index)),
      ...several(6, (id, index) => outOf(`r${id}`, 'q', 21 + index)),
      outOf('p', 'p', 31),
    ],
    atCap({ maxNeighbours: 5 }),
  ),
  finds('a purchase', nothing, [
    ...collected,
    spread[0],
    outOf('out2', 'out2', minute, { merchantId: 'shop' }),
  ]),
  finds('a seller who collects by purchases', nothing, [
    ...collected.map((payment) => ({ ...payment, merchantId: 'shop' })),
    ...spread,
  ]),
  finds(
    'payments of exactly the minimum amount',
    [four],
    [...collected, ...spread].map((payment) => ({ ...payment, amountMinor: 10_000 })),
  ),
  finds('a payment in that is one cent below the minimum amount', nothing, [
    collected[0],
    into('in2', 'in2', 1, { amountMinor: 9_999 }),
    ...spread,
  ]),
  finds('a payment out that is one cent below the minimum amount', nothing, [
    ...collected,
    spread[0],
    outOf('out2', 'out2', minute, { amountMinor: 9_999 }),
  ]),
];
