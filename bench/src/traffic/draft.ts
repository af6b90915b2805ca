// Planned payments, before they have ids: what the parts of the generator hand to each other.
import type { TransactionRequest } from '@ringtrace/contracts';
import type { RuleId } from '../reference/reference-model.ts';

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

/** Innocent patterns that a careless rule would flag. */
export const lookAlikeKinds = [
  'refund',
  'ping-pong',
  'open-chain',
  'slow-circle',
  'uneven-circle',
  'six-account-circle',
  'two-currency-circle',
  'against-time-circle',
  'family-device',
  'card-on-two-devices',
  'slow-repeat',
  'payroll',
  'popular-merchant',
] as const;
export type LookAlikeKind = (typeof lookAlikeKinds)[number];

/** Payments planted on purpose, with the findings that they must lead to: none for a look-alike. */
export interface Scenario {
  kind: 'ring' | 'shared-card' | LookAlikeKind;
  /** In order of time. */
  payments: Draft[];
  findings: { rule: RuleId; members: Draft[] }[];
}
