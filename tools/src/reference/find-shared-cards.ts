// Rule `shared-card-and-device`: one card on one device at two payees within minutes.
import { findCases } from './find-cases.ts';
import type { Case } from './finding.ts';
import type { Payment } from './payment.ts';
import type { Thresholds } from './thresholds.ts';

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
