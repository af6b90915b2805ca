// Sliding windows against the definition taken word by word: every window, wherever it begins.
import { Random } from '../traffic/random.ts';
import { inSufficientWindow, type Requirement } from './find-cases.ts';
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
    const isMet = ({ of, least }: Requirement) =>
      new Set(within.map(of).filter((value) => value !== undefined)).size >= least;
    if (requirements.every(isMet)) for (const payment of within) members.add(payment);
  }
  return members;
}

describe('inSufficientWindow', () => {
  it('finds exactly what the definition says', () => {
    const random = new Random(3);
    const two: Requirement[] = [
      { of: ({ payer, payee }) => (payee === 'A' ? payer : undefined), least: 2 },
      { of: ({ payer, payee }) => (payer === 'A' ? payee : undefined), least: 2 },
    ];
    const sizes = { all: 0, some: 0, none: 0 };
    for (const requirements of [[{ of: ({ payer }: Payment) => payer, least: 3 }], two]) {
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
