// The ways of paying that everything else is built from.
import type { Business, Customer, Market } from './economy.ts';
import type { PlannedPayment, Scene } from './plan.ts';

/** When and how much, in which currency. */
export type Terms = Pick<PlannedPayment, 'atMs' | 'amountMinor' | 'currency'>;

export function terms({ currency }: Pick<Scene, 'currency'>, atMs: number, amountMinor: number): Terms {
  return { atMs, amountMinor: Math.max(1, Math.round(amountMinor)), currency: currency.code };
}

/** From the payer's own phone, unless another device is named. */
export function transfer(
  when: Terms,
  payer: Customer,
  payee: string,
  device: string | undefined = payer.phone,
): PlannedPayment {
  return { ...when, type: 'transfer', payer: payer.account, payee, device, ip: payer.ip };
}

/** To a payee that the bank knows as a business. */
export function billPayment(when: Terms, payer: Customer, { account, merchantId }: Business): PlannedPayment {
  return { ...transfer(when, payer, account), merchantId };
}

export function onlinePurchase(
  when: Terms,
  payer: Customer,
  { account, merchantId }: Business,
  with_: { card?: string; device?: string; ip?: string } = {},
): PlannedPayment {
  const { card = payer.card, device = payer.phone, ip = payer.ip } = with_;
  return {
    ...when,
    type: 'card-payment',
    payer: payer.account,
    payee: account,
    card,
    device,
    ip,
    merchantId,
  };
}

/** At the counter, with a card and without a device: the terminal is not the customer's device. */
export function counterPurchase(
  when: Terms,
  payer: Customer,
  { account, merchantId }: Business,
  card = payer.card,
): PlannedPayment {
  return { ...when, type: 'card-payment', payer: payer.account, payee: account, card, merchantId };
}

/** From a firm, in a file of many: salaries, what a marketplace owes its sellers. */
export function payout(when: Terms, payer: string, payee: string): PlannedPayment {
  return { ...when, type: 'payout', payer, payee };
}

export function cashWithdrawal(when: Terms, payer: Customer, { cashMachine }: Market): PlannedPayment {
  return { ...when, type: 'cash-withdrawal', payer: payer.account, payee: cashMachine, card: payer.card };
}
