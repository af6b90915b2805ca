// Flows of money that are close to a ring and are none: each breaks exactly one condition of the rule.
import type { Random } from '../random.ts';
import { closed, payAlong } from './circles.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Draft, LookAlikeKind } from './draft.ts';
import type { Population } from './population.ts';

const minuteMs = 60_000;

type Build = (random: Random, population: Population, startAtMs: number) => Draft[];

/** A flow of `hops` payments through fresh customers, equal times apart, all of about one amount. */
function flow(hops: number, accounts: number, spanMs: number): Build {
  return (random, population, startAtMs) => {
    const currency = pickCurrency(random);
    const people = population.takeCustomers(accounts, currency);
    const path = Array.from(
      { length: hops + 1 },
      (_, index) => people[index % accounts] as (typeof people)[0],
    );
    const times = Array.from({ length: hops }, (_, index) => startAtMs + Math.floor((spanMs * index) / hops));
    const amountMinor = drawAmountMinor(random, currency, 400, 0.5);
    return payAlong(path, times, Array(hops).fill(amountMinor));
  };
}

/** A perfect ring of three to five accounts, with one thing about it changed. */
function almostRing(change: (payments: Draft[], random: Random) => void): Build {
  return (random, population, startAtMs) => {
    const currency = pickCurrency(random);
    const size = random.integer(3, 5);
    const times = random.steps(startAtMs, startAtMs + random.integer(20, 55) * minuteMs, size);
    const amounts = Array(size).fill(drawAmountMinor(random, currency, 1_200, 0.4));
    const payments = payAlong(closed(population.takeCustomers(size, currency)), times, amounts);
    change(payments, random);
    return payments;
  };
}

export const circleLookAlikes = {
  'ping-pong': flow(4, 2, 30 * minuteMs),
  'open-chain': flow(3, 4, 30 * minuteMs),
  'six-account-circle': flow(6, 6, 50 * minuteMs),
  'slow-circle': almostRing((payments, random) => {
    const late = random.chance(0.2) ? 60 * minuteMs + 1 : random.integer(61, 180) * minuteMs;
    (payments.at(-1) as Draft).atMs = (payments[0] as Draft).atMs + late;
  }),
  'uneven-circle': almostRing((payments, random) => {
    const hop = random.pick(payments);
    hop.amountMinor = Math.floor(hop.amountMinor * random.between(0.1, 0.5));
  }),
  'two-currency-circle': almostRing((payments, random) => {
    const hop = random.pick(payments);
    hop.currency = hop.currency === 'EUR' ? 'USD' : 'EUR';
  }),
  // The later an account stands in the circle, the earlier it paid: what came back was never what went out.
  'against-time-circle': almostRing((payments) => {
    const startAtMs = (payments[0] as Draft).atMs;
    for (const [index, payment] of payments.entries()) {
      payment.atMs = startAtMs + (payments.length - index) * 3 * minuteMs;
    }
  }),
} satisfies Partial<Record<LookAlikeKind, Build>>;
