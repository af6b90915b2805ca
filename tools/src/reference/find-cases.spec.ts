// Compares sliding windows with the literal definition, which tries every window.

import type { TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../traffic/random.ts';
import { inSufficientWindow, type Requirement } from './find-cases.ts';
import { found, hour, minute, type Pay, pay } from './pay.fixture.ts';
import type { Payment } from './payment.ts';

const windowMs = 5;
const lastMs = 24;

function crowd(random: Random, count: number): Payment[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `t${index}`,
    atMs: random.integer(0, lastMs),
    amountMinor: 1,
    currency: 'EUR',
    type: 'transfer',
    payer: random.pick(['A', 'B', 'C', 'D']),
    payee: random.pick(['A', 'B', 'C', 'D']),
  }));
}

function byDefinition(payments: Payment[], requirements: Requirement[]): Set<Payment> {
  const members = new Set<Payment>();
  for (let startMs = -windowMs; startMs <= lastMs; startMs++) {
    const within = payments.filter(({ atMs }) => startMs <= atMs && atMs <= startMs + windowMs);
    const isMet = ({ of, min }: Requirement) =>
      new Set(within.map(of).filter((value) => value !== undefined)).size >= min;
    if (requirements.every(isMet)) for (const payment of within) members.add(payment);
  }
  return members;
}

describe('inSufficientWindow', () => {
  it('finds exactly what the definition says', () => {
    const random = new Random(3);
    const two: Requirement[] = [
      { of: ({ payer, payee }) => (payee === 'A' ? payer : undefined), min: 2 },
      { of: ({ payer, payee }) => (payer === 'A' ? payee : undefined), min: 2 },
    ];
    const sizes = { all: 0, some: 0, none: 0 };
    for (const requirements of [[{ of: ({ payer }: Payment) => payer, min: 3 }], two]) {
      for (let round = 0; round < 300; round++) {
        // given
        const payments = crowd(random, random.integer(1, 20));
        // when
        const members = inSufficientWindow(payments, windowMs, requirements);
        // then
        expect(new Set(members)).toEqual(byDefinition(payments, requirements));
        sizes[members.length === 0 ? 'none' : members.length < payments.length ? 'some' : 'all']++;
      }
    }
    expect(Math.min(...Object.values(sizes))).toBeGreaterThan(5);
  });
});

describe('rule shared-card-and-device', () => {
  const thresholds = { windowMs: 5 * minute, minAmountMinor: 1_000, minPayees: 2 };
  const cases = (requests: TransactionRequest[]) => found('shared-card-and-device', thresholds, requests);
  const used = (id: string, at: number, payee: string, more: Pay = {}) =>
    pay(id, `A${id}`, payee, { at, card: 'c', device: 'd', ...more });

  it('has an inclusive window of five minutes, in both directions', () => {
    expect(cases([used('a', 0, 'M'), used('b', 5 * minute, 'N')])).toEqual(['c d: a b']);
    expect(cases([used('b', 5 * minute, 'N'), used('a', 0, 'M')])).toEqual(['c d: a b']);
    expect(cases([used('a', 0, 'M'), used('b', 5 * minute + 1, 'N')])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 0, 'N')])).toEqual(['c d: a b']);
  });

  it('requires two payees', () => {
    expect(cases([used('a', 0, 'M'), used('b', 1, 'M'), used('c', 2, 'M')])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 1, 'M'), used('c', 2, 'N')])).toEqual(['c d: a b c']);
  });

  it('ignores amounts below 10.00', () => {
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { amountMinor: 999 })])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { amountMinor: 1_000 })])).toHaveLength(1);
  });

  it('needs both the card and the device', () => {
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { device: 'other' })])).toEqual([]);
    expect(cases([used('a', 0, 'M'), used('b', 1, 'N', { card: 'other' })])).toEqual([]);
    expect(cases([pay('a', 'A', 'M', { card: 'c' }), pay('b', 'B', 'N', { card: 'c' })])).toEqual([]);
  });

  it('makes one case per card and device, over any time, without isolated payments', () => {
    const chain = [used('a', 0, 'M'), used('b', 4 * minute, 'N'), used('c', 8 * minute, 'M')];
    const alone = used('d', 30 * minute, 'M');
    const later = [used('e', 100 * minute, 'M'), used('f', 101 * minute, 'N')];
    expect(cases([...chain, alone, ...later])).toEqual(['c d: a b c e f']);
    const others = chain.map((one) => ({ ...one, id: `x${one.id}`, card: 'k' }));
    expect(cases([...chain, ...others])).toEqual(['c d: a b c', 'k d: xa xb xc']);
  });

  it('considers every type of payment, including to oneself', () => {
    const self = pay('a', 'A', 'A', { card: 'c', device: 'd', type: 'payout' });
    expect(cases([self, used('b', 0, 'N')])).toEqual(['c d: a b']);
  });
});

describe('rule shared-identity', () => {
  const thresholds = { windowMs: 24 * hour, minAccountsPerDevice: 4, minAccountsPerCard: 3, minPayees: 2 };
  const cases = (requests: TransactionRequest[]) => found('shared-identity', thresholds, requests);
  /** One payment of each account to two shops in turn, an hour apart unless told otherwise. */
  const from = (accounts: string, more: Pay, gap = hour) =>
    [...accounts].map((account, index) =>
      pay(`${account}${index}`, account, `M${index % 2}`, { at: index * gap, ...more }),
    );

  it('requires four accounts on a device', () => {
    expect(cases(from('ABCD', { device: 'd' }))).toEqual(['device d: A0 B1 C2 D3']);
    expect(cases(from('ABC', { device: 'd' }))).toEqual([]);
    expect(cases(from('ABCABC', { device: 'd' }))).toEqual([]);
  });

  it('requires three accounts with a card', () => {
    expect(cases(from('ABC', { card: 'c' }))).toEqual(['card c: A0 B1 C2']);
    expect(cases(from('ABAB', { card: 'c' }))).toEqual([]);
  });

  it('requires two payees of a device', () => {
    expect(cases(from('ABCD', { device: 'd', payee: { accountId: 'M' } }))).toEqual([]);
    // but not of a card: no card is a till
    expect(cases(from('ABC', { card: 'c', payee: { accountId: 'M' } }))).toEqual(['card c: A0 B1 C2']);
  });

  it('makes two cases if a device and a card are shared, even with the same members', () => {
    const both = from('ABCD', { card: 'c', device: 'd' });
    expect(cases(both)).toEqual(['card c: A0 B1 C2 D3', 'device d: A0 B1 C2 D3']);
    expect(cases(both.toReversed())).toEqual(cases(both));
  });

  it('has an inclusive window of a day', () => {
    const lastAt = (at: number) =>
      from('ABCD', { device: 'd' }).with(3, pay('D3', 'D', 'M', { device: 'd', at }));
    expect(cases(lastAt(24 * hour))).toEqual(['device d: A0 B1 C2 D3']);
    expect(cases(lastAt(24 * hour + 1))).toEqual([]);
  });

  it('includes all payments of each such window', () => {
    const busy = from('ABCD', { device: 'd' }, minute);
    const at = (id: string, after: number) => pay(id, 'A', 'M0', { device: 'd', at: after });
    const firstPossible = -24 * hour + 3 * minute;
    expect(cases([...busy, at('x', firstPossible), at('y', firstPossible - 1), at('z', 60 * hour)])).toEqual([
      'device d: A0 B1 C2 D3 x',
    ]);
  });
});

/** So many payments of 10.00, two minutes apart unless told otherwise. */
const small = (count: number, more: Pay, gap = 2 * minute) =>
  Array.from({ length: count }, (_, index) =>
    pay(`t${index + 1}`, 'A', 'M', { at: index * gap, type: 'card-payment', ...more }),
  );

describe.each([
  ['velocity-card', 'card', 5],
  ['velocity-device', 'device', 6],
] as const)('rule %s', (rule, entity, min) => {
  const all = Array.from({ length: min }, (_, index) => `t${index + 1}`).join(' ');
  const own = { [entity]: 'x' };
  const thresholds = { windowMs: 10 * minute, minPayments: min, maxAmountMinor: 1_000 };
  const cases = (requests: TransactionRequest[]) => found(rule, thresholds, requests);
  const gap = (10 * minute) / (min - 1);

  it(`requires ${min} payments in ten minutes, inclusive`, () => {
    expect(cases(small(min, own, gap))).toEqual([`x: ${all}`]);
    expect(cases(small(min - 1, own, gap))).toEqual([]);
    const late = small(min, own, gap).with(-1, pay('late', 'A', 'M', { ...own, at: 10 * minute + 1 }));
    expect(cases(late)).toEqual([]);
  });

  it('ignores amounts above 10.00, in any currency', () => {
    const larger = { ...small(min, own, gap)[1], id: 'larger', amountMinor: 1_001 } as ReturnType<typeof pay>;
    expect(cases([...small(min, own, gap), larger])).toEqual([`x: ${all}`]);
    expect(cases([...small(min - 1, own, gap), larger])).toEqual([]);
    expect(cases(small(min, { ...own, currency: 'JPY', amountMinor: 0 }, gap))).toHaveLength(1);
  });

  it('keeps entities apart', () => {
    const mixed = small(min, own, gap).map((one, index) => (index === 0 ? { ...one, [entity]: 'y' } : one));
    expect(cases(mixed)).toEqual([]);
    expect(cases(small(min, {}, gap))).toEqual([]);
  });

  it('continues as long as a window has enough payments', () => {
    expect(cases(small(30, own, gap))[0]?.split(' ')).toHaveLength(31);
    const afterwards = pay('after', 'A', 'M', { ...own, at: 29 * gap + minute * 10 });
    expect(cases([...small(30, own, gap), afterwards])[0]).not.toContain('after');
  });
});
