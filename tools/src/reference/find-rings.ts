// Rule `ring`: money returns to its origin over other accounts within a time window.
import { byTime, flowOf, isAtLeastPercent, onOneDevice, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

type RingThresholds = Thresholds['ring'];

/**
 * Every ring once, as its payments in the order of the money flow. It starts with the payment from which amounts and times
 * fit; if several qualify, with the earliest.
 *
 * They fit from a payment if every step of the circle is sound, except the one that leads back to it. So a ring is a
 * circle with at most one unsound step.
 */
export function findRings(payments: readonly Payment[], thresholds: RingThresholds): Payment[][] {
  const { windowMs, minHops, maxHops } = thresholds;
  const outgoing = Map.groupBy(
    flowOf(payments).sort(byTime),
    ({ payer, currency }) => `${currency} ${payer}`,
  );
  const rings: Payment[][] = [];

  // Paths start at the earliest payment of a ring, so each circle is found only once.
  const extend = (path: readonly Payment[], unsound: number) => {
    const first = path[0] as Payment;
    const last = path.at(-1) as Payment;
    if (last.payee === first.payer) {
      const all = unsound + Number(!isSound(last, first, thresholds));
      if (all <= 1 && path.length >= minHops && isSuspicious(path)) rings.push(told(path, thresholds));
      return;
    }
    if (path.length === maxHops || path.some(({ payer }) => payer === last.payee)) return;
    const onward = outgoing.get(`${last.currency} ${last.payee}`) ?? [];
    for (let index = placeAfter(first, onward); index < onward.length; index++) {
      const next = onward[index] as Payment;
      if (next.atMs - first.atMs > windowMs) break;
      const all = unsound + Number(!isSound(last, next, thresholds));
      if (all <= 1) extend([...path, next], all);
    }
  };
  for (const own of outgoing.values()) for (const payment of own) extend([payment], 0);
  return rings;
}

/** Whether the next payment can pass on this one's money: about as much, and not before it arrived. */
function isSound(
  one: Payment,
  next: Payment,
  { keepPercent, ordering, backwardMs }: RingThresholds,
): boolean {
  const backMs = one.atMs - next.atMs;
  return (
    isAtLeastPercent(next.amountMinor, keepPercent, one.amountMinor) &&
    isAtLeastPercent(one.amountMinor, keepPercent, next.amountMinor) &&
    (ordering === 'unordered' || backMs <= (ordering === 'strict' ? 0 : backwardMs))
  );
}

/** Not the exact return of a payment, and not transfers among one person's own accounts. */
function isSuspicious(ring: readonly Payment[]): boolean {
  const first = ring[0] as Payment;
  const isExactReturn = ring.length === 2 && first.amountMinor === ring[1]?.amountMinor;
  return !isExactReturn && !ring.every((payment) => onOneDevice(first, payment));
}

function told(ring: readonly Payment[], thresholds: RingThresholds): Payment[] {
  const fitsFrom = (start: Payment) =>
    ring.every((one, index) => {
      const next = ring[(index + 1) % ring.length] as Payment;
      return next === start || isSound(one, next, thresholds);
    });
  const start = ring.indexOf(ring.filter(fitsFrom).sort(byTime)[0] as Payment);
  return [...ring.slice(start), ...ring.slice(0, start)];
}

/** The index of the first payment after `payment`. */
function placeAfter(payment: Payment, inOrder: readonly Payment[]): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byTime(inOrder[middle] as Payment, payment) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
