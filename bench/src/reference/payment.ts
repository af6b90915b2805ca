// The part of a transaction that rules look at.
import type { TransactionRequest } from '@ringtrace/contracts';

export interface Payment {
  id: string;
  /** Event time, epoch milliseconds. */
  atMs: number;
  amountMinor: number;
  currency: string;
  payer: string;
  payee: string;
  card?: string | undefined;
  device?: string | undefined;
}

/** A copy of an id is the same payment: only the first one counts. */
export function toPayments(requests: Iterable<TransactionRequest>): Payment[] {
  const payments = new Map<string, Payment>();
  for (const request of requests) {
    if (payments.has(request.id)) continue;
    const { id, amountMinor, currency, card, device } = request;
    const parties = { payer: request.payer.accountId, payee: request.payee.accountId };
    payments.set(id, {
      id,
      atMs: Date.parse(request.occurredAt),
      amountMinor,
      currency,
      ...parties,
      card,
      device,
    });
  }
  return [...payments.values()];
}
