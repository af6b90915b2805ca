// Card payments that are close to a shared card and device and are none, and busy accounts that do nothing wrong.
import type { Random } from '../random.ts';
import { type Currency, drawAmountMinor, pickCurrency } from './currency.ts';
import type { Draft, LookAlikeKind } from './draft.ts';
import type { Customer, Population } from './population.ts';

const minuteMs = 60_000;

type Build = (random: Random, population: Population, startAtMs: number) => Draft[];

/** `payments` at one merchant, `gapMs` apart, by so many `payers` in turn; `instrument` says which card and device. */
function purchases(
  { payments, payers }: { payments: number; payers: number },
  gapMs: (random: Random) => number,
  instrument: (own: Customer, fresh: { card: string; device: string }, index: number) => Partial<Draft>,
): Build {
  return (random, population, startAtMs) => {
    const currency = pickCurrency(random);
    const people = population.takeCustomers(payers, currency);
    const fresh = population.newCardAndDevice();
    const merchant = random.pickSkewed(population.market(currency).merchants);
    let atMs = startAtMs;
    return Array.from({ length: payments }, (_, index): Draft => {
      const own = people[index % payers] as Customer;
      if (index > 0) atMs += gapMs(random);
      return { ...purchase(random, currency, own, merchant), atMs, ...instrument(own, fresh, index) };
    });
  };
}

function purchase(random: Random, currency: Currency, own: Customer, merchant: string): Omit<Draft, 'atMs'> {
  return {
    amountMinor: drawAmountMinor(random, currency, 40),
    currency: currency.code,
    type: 'card-payment',
    payer: own.account,
    payee: merchant,
    ip: own.ip,
    merchantId: merchant.replace('account-', ''),
  };
}

const seconds = (random: Random) => random.integer(5_000, 60_000);
const justTooSlow = (random: Random) =>
  random.chance(0.2) ? 5 * minuteMs + 1 : random.integer(6, 30) * minuteMs;

/** A customer buys, and the merchant pays all of it back. */
const refund: Build = (random, population, startAtMs) => {
  const currency = pickCurrency(random);
  const [own] = population.takeCustomers(1, currency) as [Customer];
  const merchant = random.pickSkewed(population.market(currency).merchants);
  const bought = { ...purchase(random, currency, own, merchant), atMs: startAtMs };
  const atMs = startAtMs + random.integer(2, 40) * minuteMs;
  return [bought, { ...bought, atMs, type: 'refund', payer: merchant, payee: own.account, ip: undefined }];
};

/** One employer pays many, all within a minute. */
const payroll: Build = (random, population, startAtMs) => {
  const currency = pickCurrency(random);
  const payer = population.market(currency).payers[0] as string;
  return population.takeCustomers(8, currency).map((employee, index) => ({
    atMs: startAtMs + index * 5_000,
    amountMinor: drawAmountMinor(random, currency, 2_400, 0.1),
    currency: currency.code,
    type: 'payout',
    payer,
    payee: employee.account,
  }));
};

export const cardLookAlikes = {
  refund,
  payroll,
  'family-device': purchases({ payments: 3, payers: 3 }, seconds, (own, fresh) => ({
    card: own.card,
    device: fresh.device,
  })),
  'card-on-two-devices': purchases({ payments: 2, payers: 1 }, seconds, (own, fresh, index) => ({
    card: fresh.card,
    device: index === 0 ? own.device : fresh.device,
  })),
  'slow-repeat': purchases({ payments: 3, payers: 1 }, justTooSlow, (_, fresh) => fresh),
  'popular-merchant': purchases(
    { payments: 8, payers: 8 },
    () => 1_500,
    (own) => ({ card: own.card, device: own.device }),
  ),
} satisfies Partial<Record<LookAlikeKind, Build>>;
