// Rule `rapid-pass-through`: what an account gets it hands on within minutes.
import { findWays } from './find-ways.ts';
import type { Case } from './finding.ts';
import { onOneDevice, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Key: the account in the middle. Money that goes back, and a person's own accounts, do not count. */
export function findPassThroughs(
  payments: readonly Payment[],
  { windowMs, keepPercent, minAmountMinor }: Thresholds['rapid-pass-through'],
): Case[] {
  const members = new Map<string, Set<Payment>>();
  for (const { middle, first, second } of findWays(payments, { windowMs, keepPercent })) {
    if (first.payer === second.payee || first.amountMinor < minAmountMinor || onOneDevice(first, second))
      continue;
    const own = members.get(middle) ?? new Set();
    members.set(middle, own.add(first).add(second));
  }
  return [...members].map(([key, own]) => ({ key, members: [...own] }));
}
