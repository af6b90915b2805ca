// Card look-alikes: payments that resemble a stolen card or synthetic names, and busy but innocent accounts.

import { defaultThresholds } from '../reference/thresholds.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Build, Draft, LookAlikeKind } from './draft.ts';
import { purchase } from './payments.ts';
import type { Customer } from './population.ts';
import type { Random } from './random.ts';

const minuteMs = 60_000;

interface Purchases {
  payments: number;
  /** They pay in turn. Default: a different one each time. */
  payers?: number;
  /** Default one. */
  merchants?: number;
  median?: number;
  minMinor?: number;
  gapMs(random: Random): number;
  instrument(own: Customer, fresh: { card: string; device: string }, index: number): Partial<Draft>;
}

function purchases({ payments, payers = payments, merchants = 1, median = 40, ...how }: Purchases): Build {
  return (random, population) => {
    const currency = pickCurrency(random);
    const people = population.takeCustomers(payers, currency);
    const fresh = population.newCardAndDevice();
    const market = population.market(currency);
    const place = random.integer(0, market.merchants.length - 1);
    let atMs = 0;
    return Array.from({ length: payments }, (_, index): Draft => {
      const own = people[index % payers] as Customer;
      const merchant = market.merchants[(place + (index % merchants)) % market.merchants.length] as string;
      if (index > 0) atMs += how.gapMs(random);
      const amountMinor = Math.max(how.minMinor ?? 1, drawAmountMinor(random, currency, median));
      const terms = { atMs, amountMinor, currency: currency.code };
      return { ...purchase(terms, own, merchant), ...how.instrument(own, fresh, index) };
    });
  };
}

const seconds = (random: Random) => random.integer(5_000, 60_000);
const stolen = defaultThresholds['shared-card-and-device'];
const justTooSlow = (random: Random) =>
  stolen.windowMs + (random.chance(0.2) ? 1 : random.integer(1, 25) * minuteMs);

/** A customer buys, and the merchant pays all of it back. */
const refund: Build = (random, population) => {
  const currency = pickCurrency(random);
  const [own] = population.takeCustomers(1, currency) as [Customer];
  const merchant = random.pickSkewed(population.market(currency).merchants);
  const amountMinor = drawAmountMinor(random, currency, 40);
  const bought = purchase({ atMs: 0, amountMinor, currency: currency.code }, own, merchant);
  const atMs = random.integer(2, 40) * minuteMs;
  return [
    { ...bought, device: own.device },
    { ...bought, atMs, type: 'refund', payer: merchant, payee: own.account, ip: undefined },
  ];
};

/** One employer pays many, all within a minute. */
const payroll: Build = (random, population) => {
  const currency = pickCurrency(random);
  const payer = population.market(currency).payers[0] as string;
  return population.takeCustomers(8, currency).map((employee, index) => ({
    atMs: index * 5_000,
    amountMinor: drawAmountMinor(random, currency, 2_400, 0.1),
    currency: currency.code,
    type: 'payout',
    payer,
    payee: employee.account,
  }));
};

/** A marketplace sells for four, and pays each of them within minutes. */
const marketplacePayouts: Build = (random, population) => {
  const currency = pickCurrency(random);
  const platform = population.market(currency).payers[1] as string;
  const people = population.takeCustomers(8, currency);
  return people.slice(0, 4).flatMap((buyer, index): Draft[] => {
    const seller = people[4 + index] as Customer;
    const atMs = index * 2 * minuteMs;
    const amountMinor = drawAmountMinor(random, currency, 150, 0.3);
    const bought = purchase({ atMs, amountMinor, currency: currency.code }, buyer, platform);
    const { currency: code } = bought;
    const keptMinor = Math.floor(amountMinor / 20);
    return [
      { ...bought, device: buyer.device },
      {
        atMs: atMs + minuteMs,
        amountMinor: amountMinor - keptMinor,
        currency: code,
        type: 'payout',
        payer: platform,
        payee: seller.account,
      },
    ];
  });
};

export const cardLookAlikes = {
  refund,
  payroll,
  'marketplace-payouts': marketplacePayouts,
  'family-device': purchases({
    payments: defaultThresholds['shared-identity'].minAccountsPerDevice - 1,
    merchants: 2,
    gapMs: seconds,
    instrument: ({ card }, { device }) => ({ card, device }),
  }),
  'card-on-two-devices': purchases({
    payments: 2,
    payers: 1,
    merchants: 2,
    minMinor: stolen.minAmountMinor,
    gapMs: seconds,
    instrument: ({ device }, fresh, index) => ({
      card: fresh.card,
      device: index === 0 ? device : fresh.device,
    }),
  }),
  'slow-repeat': purchases({
    payments: 3,
    payers: 1,
    merchants: 2,
    minMinor: stolen.minAmountMinor,
    gapMs: justTooSlow,
    instrument: (_, fresh) => fresh,
  }),
  // Something was forgotten: a second payment in the same shop.
  'split-order': purchases({
    payments: 3,
    payers: 1,
    minMinor: stolen.minAmountMinor,
    gapMs: seconds,
    instrument: (_, fresh) => fresh,
  }),
  // A drink, a ticket, another drink: one payment too few for card testing.
  'small-purchases': purchases({
    payments: defaultThresholds['velocity-card'].minPayments - 1,
    payers: 1,
    merchants: 2,
    median: 3,
    gapMs: seconds,
    instrument: (_, { card }) => ({ card }),
  }),
  'popular-merchant': purchases({
    payments: 8,
    gapMs: () => 1_500,
    instrument: ({ card, device }) => ({ card, device }),
  }),
} satisfies Partial<Record<LookAlikeKind, Build>>;
