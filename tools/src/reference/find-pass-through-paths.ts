// A pass-through path: a transfer to an account and a later one from it that passes on most of the money.
import { flowOf, isAtLeastPercent, type Payment } from './payment.ts';

export interface Path {
  /** The account in the middle. */
  middle: string;
  first: Payment;
  second: Payment;
}

/**
 * All paths whose second payment comes at most `windowMs` after the first, in the same currency, with `keepPercent` to 100 %
 * of its amount.
 */
export function* findPaths(
  payments: readonly Payment[],
  { windowMs, keepPercent }: { windowMs: number; keepPercent: number },
): Generator<Path> {
  const flow = flowOf(payments).sort((a, b) => a.atMs - b.atMs);
  const outgoing = Map.groupBy(flow, ({ payer }) => payer);
  for (const [middle, gathered] of Map.groupBy(flow, ({ payee }) => payee)) {
    const scattered = outgoing.get(middle) ?? [];
    let start = 0;
    for (const first of gathered) {
      while (start < scattered.length && (scattered[start] as Payment).atMs < first.atMs) start++;
      for (let index = start; index < scattered.length; index++) {
        const second = scattered[index] as Payment;
        if (second.atMs - first.atMs > windowMs) break;
        if (passesOn(first, second, keepPercent)) yield { middle, first, second };
      }
    }
  }
}

function passesOn(first: Payment, second: Payment, keepPercent: number): boolean {
  return (
    first.currency === second.currency &&
    second.amountMinor <= first.amountMinor &&
    isAtLeastPercent(second.amountMinor, keepPercent, first.amountMinor)
  );
}
