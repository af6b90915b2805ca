// Rules on cards, devices and accounts, and what most rules share: a time window in which an entity's payments have enough
// distinct values.
import { byTime, type Case, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

/** At least `min` distinct values of `of` among the payments of a window; undefined does not count. */
export interface Requirement {
  of(payment: Payment): string | undefined;
  min: number;
}

/**
 * One case per entity: its payments in closed windows of `windowMs` that meet every requirement. `entityOf` gives the
 * key; payments without one are ignored.
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

/** The payments that are in a closed window of `windowMs` that meets every requirement. */
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
  // It is enough to try windows that begin with a payment.
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
    return this.times.size >= this.requirement.min;
  }
}

/** Rule `shared-card-and-device`: one card on one device pays several payees within minutes. Key: card, device. */
export function findSharedCards(
  payments: readonly Payment[],
  { windowMs, minAmountMinor, minPayees }: Thresholds['shared-card-and-device'],
): Case[] {
  const cardAndDevice = ({ card, device }: Payment) =>
    card === undefined || device === undefined ? undefined : `${card} ${device}`;
  const large = payments.filter(({ amountMinor }) => amountMinor >= minAmountMinor);
  return findCases(large, cardAndDevice, windowMs, [{ of: ({ payee }) => payee, min: minPayees }]);
}

/**
 * Rule `shared-identity`: many accounts pay from one device, or with one card, and not all to one shop.
 * Keys: `device <device>`, `card <card>`.
 */
export function findSharedIdentities(
  payments: readonly Payment[],
  { windowMs, minAccountsPerDevice, minAccountsPerCard, minPayees }: Thresholds['shared-identity'],
): Case[] {
  const payer = (payment: Payment) => payment.payer;
  const payees = { of: ({ payee }: Payment) => payee, min: minPayees };
  const device = (payment: Payment) => payment.device && `device ${payment.device}`;
  const card = (payment: Payment) => payment.card && `card ${payment.card}`;
  return [
    ...findCases(payments, device, windowMs, [{ of: payer, min: minAccountsPerDevice }, payees]),
    ...findCases(payments, card, windowMs, [{ of: payer, min: minAccountsPerCard }]),
  ];
}

/** Rules `velocity-card` and `velocity-device`: many small payments in a short time, as in card testing. Key: the entity. */
export function findVelocity(
  payments: readonly Payment[],
  entity: 'card' | 'device',
  { windowMs, minPayments, maxAmountMinor }: Thresholds['velocity-card' | 'velocity-device'],
): Case[] {
  const small = payments.filter(({ amountMinor }) => amountMinor <= maxAmountMinor);
  return findCases(small, (payment) => payment[entity], windowMs, [{ of: ({ id }) => id, min: minPayments }]);
}
