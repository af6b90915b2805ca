// Rule `ring` by plain search, with no database: money returns to its payer through two to four others.
import type { Payment } from './payment.ts';

const shortest = 3;
const longest = 5;
const windowMs = 3_600_000;

/** Every ring among the payments, once, as its payments in flow order from the earliest. */
export function findRings(payments: readonly Payment[]): Payment[][] {
  const outgoing = byPayer(payments);
  const rings = new Map<string, Payment[]>();

  // Extends a path whose first payment is the earliest one of the ring; times never decrease along it.
  const extend = (path: Payment[]) => {
    const first = path[0] as Payment;
    const last = path.at(-1) as Payment;
    if (last.payee === first.payer) {
      // Payments at the same instant let one ring start in two places: its members are its identity.
      if (path.length >= shortest) rings.set(identity(path), path);
      return;
    }
    if (path.length === longest || path.some((payment) => payment.payer === last.payee)) return;
    for (const next of outgoing.get(node(last.payee, last.currency)) ?? []) {
      if (next.atMs < last.atMs) continue;
      if (next.atMs - first.atMs > windowMs) break;
      if (amountsMatch([...path, next])) extend([...path, next]);
    }
  };
  for (const payment of payments) extend([payment]);
  return [...rings.values()];
}

/** The smallest amount is at least 80 % of the largest. Exact beyond 2^53. */
function amountsMatch(path: readonly Payment[]): boolean {
  const amounts = path.map((payment) => payment.amountMinor);
  return BigInt(Math.min(...amounts)) * 100n >= BigInt(Math.max(...amounts)) * 80n;
}

/** Payments by paying account and currency, in order of time. */
function byPayer(payments: readonly Payment[]): Map<string, Payment[]> {
  return Map.groupBy(
    payments.toSorted((a, b) => a.atMs - b.atMs),
    (payment) => node(payment.payer, payment.currency),
  );
}

const node = (account: string, currency: string) => `${currency} ${account}`;

const identity = (path: readonly Payment[]) =>
  path
    .map((payment) => payment.id)
    .sort()
    .join(' ');
