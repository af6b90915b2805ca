// The cases that velocity-card and velocity-device share.
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

/** @param route payer and payee of the payment with this id, as `pay` takes them */
export function velocityCases(instrument: 'card' | 'device', route: (id: string) => string): RuleCase[] {
  const small = (id: string, atMs: number, more: Partial<Payment> = {}) =>
    pay(id, route(id), atMs, { type: 'card-payment', amountMinor: 100, [instrument]: 'm', ...more });
  const high = (id: string, atMs: number) => small(`high${id}`, atMs, { amountMinor: 5_000 });
  const alternately = (index: number) => ({ [instrument]: index % 2 ? 'm' : 'n' });

  return [
    finds(
      'five payments in exactly five minutes',
      [all(5)],
      several(5, (id, index) => small(id, index * 1.25 * minute)),
    ),
    finds('five payments in five minutes and a millisecond', nothing, [
      ...several(4, (id, index) => small(id, index * 1.25 * minute)),
      small('5', 5 * minute + 1),
    ]),
    finds(
      'four payments',
      nothing,
      several(4, (id, index) => small(id, index)),
    ),
    finds(
      'five payments at one moment',
      [all(5)],
      several(5, (id) => small(id, 0)),
    ),
    finds(
      'more payments at one moment than it needs',
      [all(17)],
      several(17, (id) => small(id, 0)),
    ),
    finds(
      'payments of exactly the maximum amount, or of nothing',
      [all(5)],
      several(5, (id, index) => small(id, index, { amountMinor: index % 2 === 0 ? 1_000 : 0 })),
    ),
    finds(
      'a payment that is one cent above the maximum amount',
      nothing,
      several(5, (id, index) => small(id, index, { amountMinor: index === 2 ? 1_001 : 1_000 })),
    ),
    finds(
      'small payments with larger ones between them',
      [all(5)],
      [
        ...several(5, (id, index) => small(id, index * minute)),
        ...several(9, (id, index) => high(id, 2 * minute + index)),
      ],
    ),
    finds(
      'a run that is longer than the window',
      [all(9)],
      several(9, (id, index) => small(id, index * minute)),
    ),
    finds(
      'the run, without a later payment that shares no window with four of it',
      [all(5)],
      [...several(5, (id, index) => small(id, index * minute)), small('6', 6 * minute + 1)],
    ),
    finds(
      'a sixth payment that shares a window with four of the run',
      [all(6)],
      [
        ...several(5, (id, index) => small(id, index * minute)),
        small('6', 5 * minute),
        small('7', 7 * minute + 1),
      ],
    ),
    finds(
      'two runs hours apart as one case',
      [all(10)],
      [
        ...several(10, (id, index) => small(id, index + (index < 5 ? 0 : 5 * hour))),
        small('alone', 2 * hour),
      ],
    ),
    finds(
      `four payments of each of two ${instrument}s`,
      nothing,
      several(8, (id, index) => small(id, index, alternately(index))),
    ),
    finds(
      `runs of two ${instrument}s as two cases`,
      ['01 03 05 07 09', '02 04 06 08 10'],
      several(10, (id, index) => small(id, index, alternately(index))),
    ),
    finds(
      `payments without a ${instrument}`,
      nothing,
      several(9, (id, index) => small(id, index, { [instrument]: undefined })),
    ),
    finds(
      `five payments of which one has no ${instrument}`,
      nothing,
      several(5, (id, index) => small(id, index, index === 4 ? { [instrument]: undefined } : {})),
    ),
    finds(
      `payments of any type, currency, accounts, and ${instrument === 'card' ? 'device' : 'card'}`,
      [all(6)],
      [
        small('1', 0, { type: 'transfer' }),
        small('2', 1, { type: 'refund', currency: 'USD' }),
        small('3', 2, { payer: 'other' }),
        small('4', 3, { payer: 'a', payee: 'a' }),
        small('5', 4, instrument === 'card' ? { device: 'other' } : { card: 'other' }),
        small('6', 5, { type: 'payout' }),
      ],
    ),
    finds(
      'fewer and larger payments in a shorter window',
      ['1 2 4 5'],
      [
        small('1', 0, { amountMinor: 5_000 }),
        small('2', second, { amountMinor: 5_000 }),
        small('3', 2 * second + 1, { amountMinor: 5_001 }),
        small('4', 3 * second + 1),
        small('5', 4 * second + 1),
        small('6', 5 * second + 2),
      ],
      overriding({ windowMs: second, minPayments: 2, maxAmountMinor: 5_000 }),
    ),
    finds(
      'many larger payments that hide the small ones',
      nothing,
      [
        ...several(4, (id) => small(id, 0)),
        ...several(9, (id, index) => high(id, 1 + index)),
        small('5', minute),
      ],
      atCap({ maxNeighbours: 5 }),
    ),
  ];
}
