// Ordinary traffic between planted scenarios. Alone it can hold no finding: money only flows downhill (payers →
// customers in rising order → merchants, collectors, bank), and nobody uses card and device twice in five minutes.
import type { Random } from '../random.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Draft } from './draft.ts';
import type { Customer, Market, Population } from './population.ts';

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
      if (kind < 0.62 || market.customers.length < 2) {
        const customer = random.pickSkewed(market.customers);
        return cardPayment(random, market, customer, terms(28), lastCardUseMs);
      }
      if (kind < 0.82) return { ...terms(65), ...transfer(random, market) };
      const customer = random.pickSkewed(market.customers);
      if (kind < 0.9)
        return { ...terms(120), ...sends(customer, 'transfer', random.pick(market.collectors)) };
      if (kind < 0.96) return { ...terms(60, 0.5), ...sends(customer, 'cash-withdrawal', market.bank) };
      const payer = random.pickSkewed(market.payers);
      return { ...terms(900, 0.4), type: 'payout', payer, payee: customer.account };
    });
}

function cardPayment(
  random: Random,
  market: Market,
  customer: Customer,
  terms: Pick<Draft, 'atMs' | 'currency' | 'amountMinor'>,
  lastCardUseMs: Map<string, number>,
): Draft {
  const merchant = random.pickSkewed(market.merchants);
  const lastMs = lastCardUseMs.get(customer.card) ?? Number.NEGATIVE_INFINITY;
  lastCardUseMs.set(customer.card, terms.atMs);
  return {
    ...terms,
    ...sends(customer, 'card-payment', merchant),
    card: customer.card,
    merchantId: merchant.replace('account-', ''),
    // A second purchase within minutes is made at the counter: with the card, without the phone.
    ...(terms.atMs - lastMs <= quietMs ? { device: undefined, ip: undefined } : {}),
  };
}

function transfer(random: Random, market: Market): Pick<Draft, 'type' | 'payer' | 'payee' | 'device' | 'ip'> {
  const one = random.pickSkewed(market.customers);
  let other = random.pick(market.customers);
  while (other === one) other = random.pick(market.customers);
  const [from, to] = one.account < other.account ? [one, other] : [other, one];
  return sends(from, 'transfer', to.account);
}

function sends(customer: Customer, type: Draft['type'], payee: string) {
  return { type, payer: customer.account, payee, device: customer.device, ip: customer.ip };
}
