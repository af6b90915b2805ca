// Rules `velocity-card` and `velocity-device`: many small payments in a short time, as when cards are tried out.
import { findCases } from './find-cases.ts';
import type { Case } from './finding.ts';
import type { Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

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
