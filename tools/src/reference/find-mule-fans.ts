// Rules `mule-fan-in` and `mule-fan-out`: an account that many pay, or that pays many.
import { findCases } from './find-cases.ts';
import type { Case } from './finding.ts';
import { flowOf, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Key: the account that is paid. */
export function findFanIns(
  payments: readonly Payment[],
  { windowMs, minPayers, minAmountMinor }: Thresholds['mule-fan-in'],
): Case[] {
  return findCases(flowOf(payments, minAmountMinor), ({ payee }) => payee, windowMs, [
    { of: ({ payer }) => payer, least: minPayers },
  ]);
}

/** Key: the account that pays. */
export function findFanOuts(
  payments: readonly Payment[],
  { windowMs, minPayees, minAmountMinor }: Thresholds['mule-fan-out'],
): Case[] {
  return findCases(flowOf(payments, minAmountMinor), ({ payer }) => payer, windowMs, [
    { of: ({ payee }) => payee, least: minPayees },
  ]);
}
