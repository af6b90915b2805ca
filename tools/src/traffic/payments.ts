// The ways of paying that background, fraud and look-alikes are built from.
import type { Draft } from './draft.ts';
import type { Customer } from './population.ts';

/** When, how much, in which currency. */
export type Terms = Pick<Draft, 'atMs' | 'amountMinor' | 'currency'>;

/** From the payer's own device. */
export function transfer(terms: Terms, payer: Customer, payee: string): Draft {
  const { account, device, ip } = payer;
  return { ...terms, type: 'transfer', payer: account, payee, device, ip };
}

/** With the payer's own card at the counter, without a device. */
export function purchase(terms: Terms, payer: Customer, merchant: string): Draft {
  const { account, card, ip } = payer;
  const merchantId = merchant.replace('account-', '');
  return { ...terms, type: 'card-payment', payer: account, payee: merchant, card, ip, merchantId };
}

/** One transfer per hop: `accounts[i]` pays `accounts[i + 1]` at `times[i]`. */
export function payAlong(accounts: readonly Customer[], times: number[], amountsMinor: number[]): Draft[] {
  return times.map((atMs, index) => {
    const payer = accounts[index] as Customer;
    const terms = { atMs, amountMinor: amountsMinor[index] as number, currency: payer.currency.code };
    return transfer(terms, payer, (accounts[index + 1] as Customer).account);
  });
}

/** The accounts and the first of them again. */
export const closed = (accounts: readonly Customer[]) => [...accounts, accounts[0] as Customer];
