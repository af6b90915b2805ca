// Rule `ring`: money returns to where it came from, over other accounts, within a window of time.
import { byTime, flowOf, isAtLeastPercent, onOneDevice, type Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

type RingThresholds = Thresholds['ring'];

/**
 * Every ring among the payments, once, as its payments in the order in which the money flowed: told from the payment
 * from which on amounts and times fit; from the earliest one, if they fit from several.
 *
 * They fit from a payment on if every step of the circle but the one that leads back to it is sound. So a ring is a
 * circle with at most one step that is not.
 */
export function findRings(payments: readonly Payment[], thresholds: RingThresholds): Payment[][] {
  const { windowMs, minHops, maxHops } = thresholds;
  const outgoing = Map.groupBy(
    flowOf(payments).sort(byTime),
    ({ payer, currency }) => `${currency} ${payer}`,
  );
  const rings: Payment[][] = [];

  // Extends a path from the earliest payment of a ring, which is how each circle is met only once.
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

/** Whether money can have gone from one payment into the next: about as much, and not before it came. */
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

/** Neither the exact return of a payment, nor one person's money among accounts of their own. */
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

/** The place of the first of `inOrder` that comes after `payment`. */
function placeAfter(payment: Payment, inOrder: readonly Payment[]): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byTime(inOrder[middle] as Payment, payment) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
