// Rule `shared-card-and-device` by plain search, with no database.
import type { Payment } from './payment.ts';

const windowMs = 300_000;

/** Every pair with the same card and the same device at most five minutes apart, the earlier one first. */
export function findSharedCards(payments: readonly Payment[]): [Payment, Payment][] {
  const used = payments.filter((payment) => payment.card !== undefined && payment.device !== undefined);
  // JSON keeps the two identifiers apart whatever characters they hold.
  const together = Map.groupBy(used, (payment) => JSON.stringify([payment.card, payment.device]));
  return [...together.values()].flatMap(closePairs);
}

function closePairs(payments: Payment[]): [Payment, Payment][] {
  const inOrder = payments.toSorted((a, b) => a.atMs - b.atMs);
  return inOrder.flatMap((earlier, index) => {
    const later = inOrder.slice(index + 1);
    const close = later.filter((payment) => payment.atMs - earlier.atMs <= windowMs);
    return close.map((payment): [Payment, Payment] => [earlier, payment]);
  });
}
