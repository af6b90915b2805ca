// What most rules have in common: a window of time in which an entity's payments show enough different things.
import { byTime, type Case, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

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

// Rule `shared-card-and-device`: one card on one device at two payees within minutes.

/** Payments of some weight to several payees within a window. Key: card, device. */
export function findSharedCards(
  payments: readonly Payment[],
  { windowMs, minAmountMinor, minPayees }: Thresholds['shared-card-and-device'],
): Case[] {
  const cardAndDevice = ({ card, device }: Payment) =>
    card === undefined || device === undefined ? undefined : `${card} ${device}`;
  const large = payments.filter(({ amountMinor }) => amountMinor >= minAmountMinor);
  return findCases(large, cardAndDevice, windowMs, [{ of: ({ payee }) => payee, least: minPayees }]);
}

// Rule `shared-identity`: many accounts pay from one device, or with one card, and not all to one shop.

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

// Rules `velocity-card` and `velocity-device`: many small payments in a short time, as when cards are tried out.

/** Key: the card, or the device. */
export function findVelocity(
  payments: readonly Payment[],
  entity: 'card' | 'device',
  { windowMs, minPayments, maxAmountMinor }: Thresholds['velocity-card' | 'velocity-device'],
): Case[] {
  const small = payments.filter(({ amountMinor }) => amountMinor <= maxAmountMinor);
  return findCases(small, (payment) => payment[entity], windowMs, [
    { of: ({ id }) => id, least: minPayments },
  ]);
}
