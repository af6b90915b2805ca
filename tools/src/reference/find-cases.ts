// What most rules have in common: a window of time in which an entity's payments show enough different things.
import type { Case } from './finding.ts';
import { byTime, type Payment } from './payment.ts';

/** `least` distinct values of `of` among the payments of a window; undefined does not count. */
export interface Requirement {
  of(payment: Payment): string | undefined;
  least: number;
}

/**
 * A case for each entity: the payments that lie in some closed window of `windowMs` in which the entity's payments meet
 * every requirement. `entityOf` gives the key; payments without one take no part.
 */
export function findCases(
  payments: readonly Payment[],
  entityOf: (payment: Payment) => string | undefined,
  windowMs: number,
  requirements: readonly Requirement[],
): Case[] {
  const withEntity = payments.filter((payment) => entityOf(payment) !== undefined);
  return [...Map.groupBy(withEntity, entityOf)].flatMap(([key = '', own]) => {
    const members = inSufficientWindow(own, windowMs, requirements);
    return members.length > 0 ? [{ key, members }] : [];
  });
}

/** The payments that lie in some closed window of `windowMs` in which every requirement is met. */
export function inSufficientWindow(
  payments: readonly Payment[],
  windowMs: number,
  requirements: readonly Requirement[],
): Payment[] {
  const inOrder = payments.toSorted(byTime);
  const counts = requirements.map((requirement) => new DistinctCount(requirement));
  const members = new Set<Payment>();
  let end = 0;
  let taken = 0;
  // A window that holds anything can begin with its first payment and still hold all that it did.
  for (const [start, first] of inOrder.entries()) {
    while (end < inOrder.length && (inOrder[end] as Payment).atMs - first.atMs <= windowMs) {
      for (const count of counts) count.add(inOrder[end] as Payment, 1);
      end++;
    }
    if (counts.every((count) => count.isEnough())) {
      for (taken = Math.max(taken, start); taken < end; taken++) members.add(inOrder[taken] as Payment);
    }
    for (const count of counts) count.add(first, -1);
  }
  return [...members];
}

class DistinctCount {
  private readonly requirement: Requirement;
  private readonly times = new Map<string, number>();

  constructor(requirement: Requirement) {
    this.requirement = requirement;
  }

  add(payment: Payment, change: 1 | -1): void {
    const value = this.requirement.of(payment);
    if (value === undefined) return;
    const times = (this.times.get(value) ?? 0) + change;
    if (times > 0) this.times.set(value, times);
    else this.times.delete(value);
  }

  isEnough(): boolean {
    return this.times.size >= this.requirement.least;
  }
}
