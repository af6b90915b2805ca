// The part of a transaction that rules look at.
import type { TransactionRequest } from '@ringtrace/contracts';

export interface Payment {
  id: string;
  /** Event time, epoch milliseconds. */
  atMs: number;
  amountMinor: number;
  currency: string;
  type: TransactionRequest['type'];
  payer: string;
  payee: string;
  card?: string | undefined;
  device?: string | undefined;
  merchant?: string | undefined;
}

/** A copy of an id is the same payment: only the first one counts. */
export function toPayments(requests: Iterable<TransactionRequest>): Payment[] {
  const payments = new Map<string, Payment>();
  for (const request of requests) {
    if (payments.has(request.id)) continue;
    const { id, amountMinor, currency, type, card, device, merchantId: merchant } = request;
    payments.set(id, {
      id,
      atMs: Date.parse(request.occurredAt),
      amountMinor,
      currency,
      type,
      payer: request.payer.accountId,
      payee: request.payee.accountId,
      card,
      device,
      merchant,
    });
  }
  return [...payments.values()];
}

/** What rules on the flow of money look at: transfers from one account to another that are no purchase. */
export function flowOf(payments: readonly Payment[], minMinor = 0): Payment[] {
  return payments.filter(
    ({ type, payer, payee, merchant, amountMinor }) =>
      type === 'transfer' && payer !== payee && merchant === undefined && amountMinor >= minMinor,
  );
}

/** Order of events; the id decides at one moment. */
export function byTime(a: Payment, b: Payment): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** Both were made on one device, and it is known. */
export function onOneDevice(one: Payment, other: Payment): boolean {
  return one.device !== undefined && one.device === other.device;
}

const exactUpTo = 2 ** 46;

/** 100 × amount ≥ percent × base, exactly, up to amounts of 2^53 − 1. */
export function isAtLeastPercent(amountMinor: number, percent: number, baseMinor: number): boolean {
  if (amountMinor <= exactUpTo && baseMinor <= exactUpTo) return 100 * amountMinor >= percent * baseMinor;
  return 100n * BigInt(amountMinor) >= BigInt(percent) * BigInt(baseMinor);
}
