// Rules on the flow of money through one account.
import { findCases, inSufficientWindow } from './find-cases.ts';
import { findPaths } from './find-pass-through-paths.ts';
import { type Case, flowOf, onOneDevice, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Key: the account that is paid. */
export function findFanIns(
  payments: readonly Payment[],
  { windowMs, minPayers, minAmountMinor }: Thresholds['mule-fan-in'],
): Case[] {
  return findCases(flowOf(payments, minAmountMinor), ({ payee }) => payee, windowMs, [
    { of: ({ payer }) => payer, min: minPayers },
  ]);
}

/** Rule `mule-fan-out`: one account pays many. Key: the payer. */
export function findFanOuts(
  payments: readonly Payment[],
  { windowMs, minPayees, minAmountMinor }: Thresholds['mule-fan-out'],
): Case[] {
  return findCases(flowOf(payments, minAmountMinor), ({ payer }) => payer, windowMs, [
    { of: ({ payee }) => payee, min: minPayees },
  ]);
}

/**
 * Rule `rapid-pass-through`: an account passes on what it received within minutes. Key: the account in the middle.
 * Returns, and transfers between one person's accounts, do not count.
 */
export function findPassThroughs(
  payments: readonly Payment[],
  { windowMs, keepPercent, minAmountMinor }: Thresholds['rapid-pass-through'],
): Case[] {
  const members = new Map<string, Set<Payment>>();
  for (const { middle, first, second } of findPaths(payments, { windowMs, keepPercent })) {
    if (first.payer === second.payee || first.amountMinor < minAmountMinor || onOneDevice(first, second))
      continue;
    const own = members.get(middle) ?? new Set();
    members.set(middle, own.add(first).add(second));
  }
  return [...members].map(([key, own]) => ({ key, members: [...own] }));
}

/** Rule `gather-scatter`: several accounts pay a hub, which pays several. Key: the hub. A transfer can belong to two cases. */
export function findGatherScatters(
  payments: readonly Payment[],
  { windowMs, minPayers, minPayees, minAmountMinor }: Thresholds['gather-scatter'],
): Case[] {
  const flow = flowOf(payments, minAmountMinor);
  const incoming = Map.groupBy(flow, ({ payee }) => payee);
  const outgoing = Map.groupBy(flow, ({ payer }) => payer);
  return [...incoming].flatMap(([hub, gathered]) => {
    const scattered = outgoing.get(hub) ?? [];
    const members = inSufficientWindow([...gathered, ...scattered], windowMs, [
      { of: ({ payer, payee }) => (payee === hub ? payer : undefined), min: minPayers },
      { of: ({ payer, payee }) => (payer === hub ? payee : undefined), min: minPayees },
    ]);
    return members.length > 0 ? [{ key: hub, members }] : [];
  });
}
