// Ordinary traffic between planted scenarios. By itself it has hardly any finding: transfers flow in one direction (customers
// in ascending order → their own savings), hubs are paid by card and pay by payout, and nobody uses the same card and device
// twice within five minutes.

import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Draft } from './draft.ts';
import { purchase, type Terms, transfer } from './payments.ts';
import type { Customer, Market, Population } from './population.ts';
import type { Random } from './random.ts';

const quietMs = 300_000;

/** `count` payments, in order of time, within [startAtMs, startAtMs + spanMs]. */
export function drawBackground(
  random: Random,
  population: Population,
  count: number,
  span: { startAtMs: number; spanMs: number },
): Draft[] {
  const times = Array.from({ length: count }, () => span.startAtMs + random.integer(0, span.spanMs));
  const lastCardUseMs = new Map<string, number>();
  return times
    .sort((a, b) => a - b)
    .map((atMs) => {
      const currency = pickCurrency(random);
      const market = population.market(currency);
      const kind = random.next();
      const terms = (median: number, sigma?: number) => ({
        atMs,
        currency: currency.code,
        amountMinor: drawAmountMinor(random, currency, median, sigma),
      });
      const customer = pickCustomer(random, market);
      if (kind < 0.62 || market.customers.length < 2)
        return cardPayment(random, market, customer, terms(28), lastCardUseMs);
      if (kind < 0.82) return downhill(random, market, customer, terms(65));
      if (kind < 0.9) return transfer(terms(120), customer, customer.savings);
      if (kind < 0.96)
        return { ...transfer(terms(60, 0.5), customer, market.bank), type: 'cash-withdrawal' as const };
      const payer = random.pickSkewed(market.payers);
      return { ...terms(900, 0.4), type: 'payout', payer, payee: customer.account };
    });
}

/** Some are busier than others, but the busiest customer is still a person, not a hub. */
function pickCustomer(random: Random, { customers }: Market): Customer {
  return customers[Math.floor(customers.length * random.next() ** 1.5)] as Customer;
}

function cardPayment(
  random: Random,
  market: Market,
  customer: Customer,
  terms: Terms,
  lastCardUseMs: Map<string, number>,
): Draft {
  const lastMs = lastCardUseMs.get(customer.card) ?? Number.NEGATIVE_INFINITY;
  lastCardUseMs.set(customer.card, terms.atMs);
  const payment = purchase(terms, customer, random.pickSkewed(market.merchants));
  // A second purchase within minutes is at the counter: with the card, without the phone.
  return terms.atMs - lastMs > quietMs ? { ...payment, device: customer.device } : payment;
}

function downhill(random: Random, { customers }: Market, one: Customer, terms: Terms): Draft {
  let other = random.pick(customers);
  while (other === one) other = random.pick(customers);
  const [from, to] = one.account < other.account ? [one, other] : [other, one];
  return transfer(terms, from, to.account);
}
