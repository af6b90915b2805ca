// The cases that mule-fan-in and mule-fan-out share. They differ in who pays whom, and in how many accounts they ask for.
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
  type RuleCase,
  second,
  several,
} from './rule-case.fixture.ts';

interface Fan {
  /** How many accounts the mule has to deal with: the shipped threshold. */
  min: number;
  /** Its name in the header. */
  threshold: string;
  /** Who they are. */
  others: 'payers' | 'payees';
  /** Payer and payee of a payment between a mule and another account, as `pay` takes them. */
  route: (mule: string, other: string) => string;
}

export function muleFanCases({ min, threshold, others, route }: Fan): RuleCase[] {
  const between = (id: string, other: string, atMs: number, more: Partial<Payment> = {}) =>
    pay(id, route('mule', other), atMs, more);
  const atOnce = (each: (index: number) => Partial<Payment> = () => ({})) =>
    several(min, (id, index) => between(id, `a${id}`, 0, each(index)));
  const last = (more: Partial<Payment>) => atOnce((index) => (index === min - 1 ? more : {}));
  const step = hour / (min - 1);
  const ofParity = (parity: number) =>
    several(2 * min, (id) => id)
      .filter((id) => Number(id) % 2 === parity)
      .join(' ');

  return [
    finds(
      `${min} ${others} in exactly an hour`,
      [all(min)],
      several(min, (id, index) => between(id, `a${id}`, index * step)),
    ),
    finds(`${min} ${others} in an hour and a millisecond`, nothing, [
      ...several(min - 1, (id, index) => between(id, `a${id}`, index * minute)),
      between(`${min}`, `a${min}`, hour + 1),
    ]),
    finds(
      `${min - 1} ${others}, however many payments`,
      nothing,
      several(9, (id, index) => between(id, `a${index % (min - 1)}`, index)),
    ),
    finds(`${min} ${others} at one moment`, [all(min)], atOnce()),
    finds(
      'all payments of the hour, also repeated ones',
      [all(7)],
      several(7, (id, index) => between(id, `a${index % min}`, index * minute)),
    ),
    finds(
      'windows that overlap as one case',
      [all(min + 2)],
      several(min + 2, (id, index) => between(id, `a${id}`, index * step)),
    ),
    finds(
      `the ${min}, without later payments that share no window with enough ${others}`,
      [all(min)],
      [
        ...several(min, (id, index) => between(id, `a${id}`, index * step)),
        between(`${min + 1}`, 'a2', hour + 1),
        between(`${min + 2}`, 'a3', hour + 2),
      ],
    ),
    finds(
      'the same a day later as one case',
      [all(2 * min)],
      several(2 * min, (id, index) => between(id, `a${id}`, index + (index < min ? 0 : 24 * hour))),
    ),
    finds(
      `two mules with ${min - 1} ${others} each`,
      nothing,
      several(2 * (min - 1), (id, index) => pay(id, route(`b${index % 2}`, `a${id}`), 0)),
    ),
    finds(
      `two mules with the same ${others} as two cases`,
      [ofParity(1), ofParity(0)],
      several(2 * min, (id, index) => pay(id, route(`b${index % 2}`, `a${index >> 1}`), index)),
    ),
    finds('a payment of the mule to itself', nothing, [...atOnce().slice(1), between(`${min}`, 'mule', 0)]),
    finds('a payment that is not a transfer', nothing, last({ type: 'refund' })),
    finds(
      'card payments',
      nothing,
      several(9, (id) => between(id, `a${id}`, 0, { type: 'card-payment' })),
    ),
    finds(
      'payments of any currency, card and device, and of any amount above the minimum',
      [all(min)],
      atOnce((index) => ({
        device: 'd',
        ...[{ amountMinor: 5_000 }, { currency: 'USD' }, { amountMinor: 1_000_000, card: 'c' }][index],
      })),
    ),
    finds(
      `fewer ${others} in a shorter window`,
      ['1 2'],
      [between('1', 'a', 0), between('2', 'b', second), between('3', 'c', 2 * second + 1)],
      overriding({ [threshold]: 2, windowMs: second }),
    ),
    finds(
      `many payments with one account that hide the other ${others}`,
      nothing,
      [
        ...several(min - 2, (id) => between(`a${id}`, `a${id}`, 0)),
        ...several(12, (id, index) => between(id, 'x', 1 + index)),
        between('c', 'c', minute),
      ],
      atCap({ maxNeighbours: 5 }),
    ),
    finds(
      `more ${others} than the rule reads`,
      [all(40)],
      several(40, (id, index) => between(id, `a${id}`, index)),
    ),
    finds('a purchase', nothing, last({ merchantId: 'shop' })),
    finds(
      `${min} ${others}, without a purchase beside them`,
      [all(min)],
      [...atOnce(), between('purchase', 'b', 0, { merchantId: 'shop' })],
    ),
    finds(
      'payments of exactly the minimum amount',
      [all(min)],
      atOnce(() => ({ amountMinor: 5_000 })),
    ),
    finds('a payment that is one cent below the minimum amount', nothing, last({ amountMinor: 4_999 })),
    finds(
      `${min} ${others}, without smaller payments beside them`,
      [all(min)],
      [
        ...atOnce(() => ({ amountMinor: 5_000 })),
        ...several(3, (id) => between(`small${id}`, `b${id}`, 1, { amountMinor: 4_999 })),
      ],
    ),
  ];
}
