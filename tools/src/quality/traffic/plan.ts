// Planned payments with their intent, before they become requests.
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

/** Kinds of fraud, named as in the field, independent of how rules are written. */
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

/** Innocent behaviour that resembles fraud. */
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

/** A pattern: a few related payments. */
export interface Plan {
  payments: PlannedPayment[];
  /** Payments that criminals add as a distraction: they need not be found, and flagging them is not wrong. */
  camouflage?: PlannedPayment[];
  /** Set if no rule is meant to see it, with the reason. */
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
