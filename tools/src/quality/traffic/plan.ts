// What the parts of the labelled generator hand to each other: payments with the intent behind them, not yet on the wire.
import type { TransactionRequest } from '@ringtrace/contracts';
import type { Currency } from '../../traffic/currency.ts';
import type { Random } from '../../traffic/random.ts';
import type { Economy } from './economy.ts';

export interface PlannedPayment {
  /** Event time, epoch milliseconds. */
  atMs: number;
  amountMinor: number;
  currency: string;
  type: TransactionRequest['type'];
  payer: string;
  payee: string;
  card?: string | undefined;
  device?: string | undefined;
  ip?: string | undefined;
  merchantId?: string | undefined;
}

/** What criminals do. The names are those of the field, and say nothing about how a rule is written. */
export const typologies = [
  'ring',
  'fan-in',
  'fan-out',
  'pass-through',
  'scatter-gather',
  'gather-scatter',
  'shared-card-and-device',
  'shared-identity',
  'card-testing-card',
  'card-testing-device',
] as const;
export type Typology = (typeof typologies)[number];

/** What honest people and firms do that resembles it. */
export const lookAlikes = [
  'payroll',
  'marketplace-payouts',
  'family-device',
  'refund',
  'salary-then-rent',
  'own-accounts',
  'popular-merchant',
  'popular-biller',
  'lending',
  'landlord',
  'bill-evening',
  'crowd-gift',
  'micro-purchases',
  'shop-device',
  'household-card',
] as const;
export type LookAlike = (typeof lookAlikes)[number];

/** One thing that somebody does, in a few payments. */
export interface Plan {
  payments: PlannedPayment[];
  /** Payments that criminals add to distract: nobody has to find them, and to flag them is no mistake. */
  camouflage?: PlannedPayment[];
  /** Why none of the rules can see it, for those that are meant to be beyond them. */
  outside?: string | undefined;
}

/** Where and when a plan takes place. */
export interface Scene {
  random: Random;
  economy: Economy;
  currency: Currency;
  startAtMs: number;
}

export type Build = (scene: Scene) => Plan;
