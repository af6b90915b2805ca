// Turns planned payments into requests with ids.
import type { TransactionRequest } from '@ringtrace/contracts';
import type { PlannedPayment } from './plan.ts';

/** Ids count up in order of time, so they do not reveal the plan. */
export function toWire(
  payments: readonly PlannedPayment[],
  prefix: string,
): Map<PlannedPayment, TransactionRequest> {
  const inOrder = payments.toSorted((a, b) => a.atMs - b.atMs);
  return new Map(
    inOrder.map((payment, index) => [
      payment,
      toRequest(payment, `${prefix}${String(index + 1).padStart(7, '0')}`),
    ]),
  );
}

function toRequest({ atMs, payer, payee, ...payment }: PlannedPayment, id: string): TransactionRequest {
  const request: TransactionRequest = {
    id,
    occurredAt: new Date(atMs).toISOString(),
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    type: payment.type,
    payer: { accountId: payer },
    payee: { accountId: payee },
  };
  for (const name of ['card', 'device', 'ip', 'merchantId'] as const) {
    const value = payment[name];
    if (value !== undefined) request[name] = value;
  }
  return request;
}
