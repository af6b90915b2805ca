// The ways of paying. All generated payments are made of these.
import type { Payment } from '../reference/payment.ts';
import { drawAmount } from './draws.ts';
import type { Market, Scene } from './economy.ts';

/** A payment without an id: ids count up in event-time order, so they are given last. */
export type PlannedPayment = Omit<Payment, 'id'>;

/** One thing that somebody does, in a few payments. Every builder of fraud/ and innocent/ returns one. */
export interface Pattern {
  payments: PlannedPayment[];
  /** Payments that criminals add to distract: finding them is not required, flagging them is no mistake. */
  camouflage?: PlannedPayment[];
  /** Why no rule can see it, for patterns that are meant to be out of reach. */
  outside?: string | undefined;
}

export type Build = (scene: Scene) => Pattern;

/** When, how much, and in which currency. */
export type Terms = Pick<Payment, 'atMs' | 'amountMinor' | 'currency'>;

type Payer = Pick<Payment, 'card' | 'ip'> & { account: string; phone?: string | undefined };
type Shop = Pick<Payment, 'merchantId'> & { account: string };

export function terms({ currency }: Pick<Scene, 'currency'>, atMs: number, amountMinor: number): Terms {
  return { atMs, amountMinor: Math.max(1, Math.round(amountMinor)), currency: currency.code };
}

/** Terms with a log-normal amount; see `drawAmount`. */
export function drawTerms(scene: Scene, atMs: number, median: number, sigma: number): Terms {
  return terms(scene, atMs, drawAmount(scene, median, sigma));
}

/** From the payer's own phone, unless another device is named. */
export function transfer(
  when: Terms,
  payer: Payer,
  payee: string,
  device: string | undefined = payer.phone,
): PlannedPayment {
  return { ...when, type: 'transfer', payer: payer.account, payee, device, ip: payer.ip };
}

/** A transfer to a payee that the bank knows as a business. */
export function billPayment(when: Terms, payer: Payer, { account, merchantId }: Shop): PlannedPayment {
  return { ...transfer(when, payer, account), merchantId };
}

export function onlinePurchase(
  when: Terms,
  payer: Payer,
  shop: Shop,
  {
    card = payer.card,
    device = payer.phone,
    ip = payer.ip,
  }: { card?: string; device?: string; ip?: string } = {},
): PlannedPayment {
  return { ...counterPurchase(when, payer, shop, card), device, ip };
}

/** At the counter: no device, since a terminal is not a device of the customer. */
export function counterPurchase(
  when: Terms,
  payer: Payer,
  { account, merchantId }: Shop,
  card = payer.card,
): PlannedPayment {
  return { ...when, type: 'card-payment', payer: payer.account, payee: account, card, merchantId };
}

/** From a firm, in a batch file: salaries, or what a marketplace owes its sellers. */
export function payout(when: Terms, payer: string, payee: string): PlannedPayment {
  return { ...when, type: 'payout', payer, payee };
}

export function refund(when: Terms, shop: string, payee: string): PlannedPayment {
  return { ...when, type: 'refund', payer: shop, payee };
}

export function cashWithdrawal(
  when: Terms,
  { account, card }: Payer,
  { cashMachine }: Pick<Market, 'cashMachine'>,
): PlannedPayment {
  return { ...when, type: 'cash-withdrawal', payer: account, payee: cashMachine, card };
}
