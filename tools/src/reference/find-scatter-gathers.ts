// Rule `scatter-gather`: money goes from one account to another over several accounts at once.
import { findPaths, type Path } from './find-pass-through-paths.ts';
import type { Case, Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** Key: source, destination. */
export function findScatterGathers(
  payments: readonly Payment[],
  { windowMs, minIntermediaries, keepPercent }: Thresholds['scatter-gather'],
): Case[] {
  const between = new Map<string, Path[]>();
  for (const path of findPaths(payments, { windowMs, keepPercent })) {
    if (path.first.payer === path.second.payee) continue;
    const key = `${path.first.payer} ${path.second.payee}`;
    const known = between.get(key);
    if (known) known.push(path);
    else between.set(key, [path]);
  }
  return [...between].flatMap(([key, paths]) => {
    const members = inSufficientWindow(paths, windowMs, minIntermediaries);
    return members.size > 0 ? [{ key, members: [...members] }] : [];
  });
}

/** Payments of the paths that lie completely in a window with enough other paths, counted by middle account. */
function inSufficientWindow(paths: readonly Path[], windowMs: number, min: number): Set<Payment> {
  const members = new Set<Payment>();
  if (new Set(paths.map(({ middle }) => middle)).size < min) return members;
  const inOrder = paths.toSorted((a, b) => a.first.atMs - b.first.atMs);
  // It is enough to try windows that begin with the first payment of a path.
  for (const [index, { first }] of inOrder.entries()) {
    const endMs = first.atMs + windowMs;
    const within = inOrder.slice(index).filter(({ second }) => second.atMs <= endMs);
    if (new Set(within.map(({ middle }) => middle)).size < min) continue;
    for (const path of within) members.add(path.first).add(path.second);
  }
  return members;
}
