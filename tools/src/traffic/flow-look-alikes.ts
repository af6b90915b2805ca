// Flow look-alikes: they resemble a ring or mules, but each violates one condition.

import { defaultThresholds } from '../reference/thresholds.ts';
import { type Currency, drawAmountMinor, pickCurrency } from './currency.ts';
import type { Build, Draft, LookAlikeKind } from './draft.ts';
import { closed, payAlong, transfer } from './payments.ts';
import type { Customer } from './population.ts';
import type { Random } from './random.ts';

const minuteMs = 60_000;
const { minPayers, minAmountMinor } = defaultThresholds['mule-fan-in'];

/** Of `maxMs` the next millisecond, or clearly more. */
const tooLong = (random: Random, maxMs: number) =>
  random.chance(0.2) ? maxMs + 1 : maxMs + random.integer(1, 60) * minuteMs;

/**
 * A perfect ring with one thing changed. Each hop keeps more than a tenth, to avoid a chain of rapid pass-throughs, and
 * less than a fifth.
 */
function almostRing(
  sizes: [min: number, max: number],
  change: (payments: Draft[], random: Random) => void,
): Build {
  return (random, population) => {
    const currency = pickCurrency(random);
    const size = random.integer(...sizes);
    const times = random.steps(0, random.integer(20, 55) * minuteMs, size);
    const amounts = [drawAmountMinor(random, currency, 1_800, 0.4)];
    while (amounts.length < size)
      amounts.push(Math.ceil((amounts.at(-1) as number) * random.between(0.81, 0.88)));
    const payments = payAlong(closed(population.takeCustomers(size, currency)), times, amounts);
    change(payments, random);
    return payments;
  };
}

/** Two people lend each other the same amount and return it exactly. */
const pingPong: Build = (random, population) => {
  const currency = pickCurrency(random);
  const [one, other] = population.takeCustomers(2, currency) as [Customer, Customer];
  const times = random.steps(0, 30 * minuteMs, 4);
  const amountMinor = drawAmountMinor(random, currency, 400, 0.5);
  return payAlong([one, other, one, other, one], times, Array(4).fill(amountMinor));
};

/** Money that keeps moving, but never within minutes. */
const openChain: Build = (random, population) => {
  const currency = pickCurrency(random);
  const { windowMs } = defaultThresholds['rapid-pass-through'];
  const amountMinor = drawAmountMinor(random, currency, 400, 0.5);
  const waitMs = random.chance(0.3) ? windowMs + 1 : windowMs + random.integer(1, 8) * minuteMs;
  const times = [0, 1, 2].map((hop) => hop * waitMs);
  return payAlong(population.takeCustomers(4, currency), times, Array(3).fill(amountMinor));
};

/** One person's accounts, moved about on one device: round and round, or to and fro. */
const ownAccountTransfers: Build = (random, population) => {
  const currency = pickCurrency(random);
  const [own] = population.takeCustomers(1, currency) as [Customer];
  const savings = { ...own, account: own.savings };
  const invested = { ...own, account: `${own.savings}-invested` };
  const path = random.chance(0.5) ? [own, savings, invested, own] : [own, savings, own, savings];
  const amountMinor = drawAmountMinor(random, currency, 900, 0.5);
  const times = random.steps(0, 9 * minuteMs, 3);
  return payAlong(
    path,
    times,
    times.map((_, hop) => amountMinor - hop * Math.floor(amountMinor / 50)),
  );
};

/** `guests` transfer about as much to one host, within minutes. */
function collection(guests: number, amountMinor: (random: Random, currency: Currency) => number): Build {
  return (random, population) => {
    const currency = pickCurrency(random);
    const [host, ...others] = population.takeCustomers(1 + guests, currency) as [Customer];
    const share = amountMinor(random, currency);
    const times = random.steps(0, 20 * minuteMs, guests);
    return (others as Customer[]).map((guest, index) =>
      transfer(
        { atMs: times[index] as number, amountMinor: share, currency: currency.code },
        guest,
        host.account,
      ),
    );
  };
}

/** A small firm transfers a salary; the rent leaves at once, the rest stays. */
const salaryThenRent: Build = (random, population) => {
  const currency = pickCurrency(random);
  const { keepPercent } = defaultThresholds['rapid-pass-through'];
  const salaryMinor = drawAmountMinor(random, currency, 2_400, 0.2);
  const rentMinor = Math.floor((salaryMinor * random.integer(30, keepPercent - 1)) / 100);
  const times = [0, random.integer(1, 9) * minuteMs];
  return payAlong(population.takeCustomers(3, currency), times, [salaryMinor, rentMinor]);
};

export const flowLookAlikes = {
  'ping-pong': pingPong,
  'open-chain': openChain,
  'slow-circle': almostRing([3, 5], (payments, random) => {
    (payments.at(-1) as Draft).atMs =
      (payments[0] as Draft).atMs + tooLong(random, defaultThresholds.ring.windowMs);
  }),
  'uneven-circle': almostRing([3, 5], (payments, random) => {
    // Not the first hop: a smaller amount there could match what the last one returns.
    const hop = random.pick(payments.slice(1));
    hop.amountMinor = Math.floor(hop.amountMinor * random.between(0.1, 0.5));
  }),
  'seven-account-circle': almostRing([7, 7], () => undefined),
  'two-currency-circle': almostRing([3, 5], (payments, random) => {
    const hop = random.pick(payments);
    hop.currency = hop.currency === 'EUR' ? 'USD' : 'EUR';
  }),
  // One of them buys something, by card or by transfer: that money is spent, not passed on.
  'circle-with-purchase': almostRing([3, 5], (payments, random) => {
    const hop = random.pick(payments);
    if (random.chance(0.5)) hop.type = 'card-payment';
    else hop.merchantId = hop.payee.replace('account-', 'shop-');
  }),
  'own-account-transfers': ownAccountTransfers,
  // One person paid for all, and the others, one too few for a fan-in, return their shares.
  'shared-bill': collection(minPayers - 1, (random, currency) => drawAmountMinor(random, currency, 90, 0.3)),
  // Many give, but little.
  'gift-collection': collection(minPayers + 3, (random) =>
    random.integer(Math.floor(minAmountMinor / 5), minAmountMinor - 1),
  ),
  'salary-then-rent': salaryThenRent,
} satisfies Partial<Record<LookAlikeKind, Build>>;
