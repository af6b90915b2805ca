// Rule `shared-identity`: many accounts pay from one device, or with one card, and not all to one shop.
import { findCases } from './find-cases.ts';
import type { Case } from './finding.ts';
import type { Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Keys: `device <device>`, `card <card>`. */
export function findSharedIdentities(
  payments: readonly Payment[],
  { windowMs, minAccountsPerDevice, minAccountsPerCard, minPayees }: Thresholds['shared-identity'],
): Case[] {
  const payer = (payment: Payment) => payment.payer;
  const payees = { of: ({ payee }: Payment) => payee, least: minPayees };
  const device = (payment: Payment) => payment.device && `device ${payment.device}`;
  const card = (payment: Payment) => payment.card && `card ${payment.card}`;
  return [
    ...findCases(payments, device, windowMs, [{ of: payer, least: minAccountsPerDevice }, payees]),
    ...findCases(payments, card, windowMs, [{ of: payer, least: minAccountsPerCard }]),
  ];
}
