// A stolen card used from one device two to four times within five minutes.
import type { Random } from '../random.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Draft, Scenario } from './draft.ts';
import type { Customer, Population } from './population.ts';

const windowMs = 300_000;

export function plantSharedCard(random: Random, population: Population, startAtMs: number): Scenario {
  const currency = pickCurrency(random);
  const [victim] = population.takeCustomers(1, currency) as [Customer];
  const stolen = population.newCardAndDevice();
  const spanMs = random.chance(0.1) ? windowMs : random.integer(1_000, windowMs);
  const times = random.steps(startAtMs, startAtMs + spanMs, random.integer(2, 4));
  const payments = times.map((atMs): Draft => {
    const merchant = random.pickSkewed(population.market(currency).merchants);
    return {
      atMs,
      amountMinor: drawAmountMinor(random, currency, 240),
      currency: currency.code,
      type: 'card-payment',
      payer: victim.account,
      payee: merchant,
      ...stolen,
      ip: victim.ip,
      merchantId: merchant.replace('account-', ''),
    };
  });
  return { kind: 'shared-card', payments, findings: allPairs(payments) };
}

function allPairs(payments: Draft[]): Scenario['findings'] {
  return payments.flatMap((earlier, index) =>
    payments
      .slice(index + 1)
      .map((later) => ({ rule: 'shared-card-and-device' as const, members: [earlier, later] })),
  );
}
