// Rule `scatter-gather`: money goes from one account to another over several accounts at once.
import { findWays, type Way } from './find-ways.ts';
import type { Case, Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Key: source, destination. */
export function findScatterGathers(
  payments: readonly Payment[],
  { windowMs, minIntermediaries, keepPercent }: Thresholds['scatter-gather'],
): Case[] {
  const between = new Map<string, Way[]>();
  for (const way of findWays(payments, { windowMs, keepPercent })) {
    if (way.first.payer === way.second.payee) continue;
    const key = `${way.first.payer} ${way.second.payee}`;
    const known = between.get(key);
    if (known) known.push(way);
    else between.set(key, [way]);
  }
  return [...between].flatMap(([key, ways]) => {
    const members = inSufficientWindow(ways, windowMs, minIntermediaries);
    return members.size > 0 ? [{ key, members: [...members] }] : [];
  });
}

/** Payments of the ways that lie completely in a window with enough other ways, counted by middle account. */
function inSufficientWindow(ways: readonly Way[], windowMs: number, min: number): Set<Payment> {
  const members = new Set<Payment>();
  if (new Set(ways.map(({ middle }) => middle)).size < min) return members;
  const inOrder = ways.toSorted((a, b) => a.first.atMs - b.first.atMs);
  // It is enough to try windows that begin with the first payment of a way.
  for (const [place, { first }] of inOrder.entries()) {
    const endMs = first.atMs + windowMs;
    const within = inOrder.slice(place).filter(({ second }) => second.atMs <= endMs);
    if (new Set(within.map(({ middle }) => middle)).size < min) continue;
    for (const way of within) members.add(way.first).add(way.second);
  }
  return members;
}
