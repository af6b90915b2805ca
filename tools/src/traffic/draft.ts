// Planned payments, before they get ids.
import type { TransactionRequest } from '@ringtrace/contracts';
import type { RuleId } from '../reference/thresholds.ts';
import type { Population } from './population.ts';
import type { Random } from './random.ts';

export interface Draft {
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

/** Innocent patterns that a careless rule would flag: the look-alikes. */
export const lookAlikeKinds = [
  'ping-pong',
  'open-chain',
  'slow-circle',
  'uneven-circle',
  'seven-account-circle',
  'two-currency-circle',
  'circle-with-purchase',
  'own-account-transfers',
  'shared-bill',
  'gift-collection',
  'salary-then-rent',
  'refund',
  'family-device',
  'card-on-two-devices',
  'slow-repeat',
  'split-order',
  'small-purchases',
  'payroll',
  'popular-merchant',
  'marketplace-payouts',
] as const;
export type LookAlikeKind = (typeof lookAlikeKinds)[number];

/** Payments of one pattern; times count from 0. */
export type Build = (random: Random, population: Population) => Draft[];

/** Payments planted on purpose. */
export interface Scenario {
  /** The rule that must find it, or the kind of look-alike that no rule may find. */
  kind: RuleId | LookAlikeKind;
  payments: Draft[];
  /** What that rule must find. Other rules may also find something in the same payments. */
  findings: { rule: RuleId; members: Draft[] }[];
}
