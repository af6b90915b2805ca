// Converts payments of the stream to events on the topic and to requests of clients. Pure.
import { createHash } from 'node:crypto';
import {
  type TransactionEvent,
  type TransactionRequest,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import type { StreamPayment } from './payment.ts';

const known = new Map<string, string>();
const maxKnown = 500_000;

/** As long and random as a real token, with the marker at the end. */
export function toToken(marker: string, name: string): string {
  let hash = known.get(name);
  if (hash === undefined) {
    hash = createHash('sha256').update(name).digest('base64url').slice(0, 36);
    if (known.size >= maxKnown) known.clear();
    known.set(name, hash);
  }
  return `k1:${hash}_${marker}`;
}

/** Uses the stream's tokens instead of the ingestor's. */
export function toEvent(payment: StreamPayment): TransactionEvent {
  const { id, occurredAtMs, amountMinor, currency, type, payer, payee, card, device, merchant } = payment;
  const token = (name: string) => toToken(markerOf(id), name);
  return {
    schemaVersion: transactionSchemaVersion,
    id,
    occurredAtMs,
    amountMinor,
    currency,
    type,
    payerAccount: token(payer),
    payeeAccount: token(payee),
    ...(card === undefined ? {} : { card: token(card) }),
    ...(device === undefined ? {} : { device: token(device) }),
    ...(merchant === undefined ? {} : { merchant: token(`shop ${merchant}`) }),
  };
}

export function toRequest(payment: StreamPayment): TransactionRequest {
  const { id, occurredAtMs, amountMinor, currency, type, payer, payee, card, device, merchant } = payment;
  const named = (name: string) => `${markerOf(id)}-${name}`;
  return {
    id,
    occurredAt: new Date(occurredAtMs).toISOString(),
    amountMinor,
    currency,
    type,
    payer: { accountId: named(payer) },
    payee: { accountId: named(payee) },
    ...(card === undefined ? {} : { card: named(card) }),
    ...(device === undefined ? {} : { device: named(device) }),
    ...(merchant === undefined ? {} : { merchantId: named(merchant) }),
  };
}

/** The marker of the stream that an id belongs to. */
export function markerOf(id: string): string {
  return id.slice(0, 6);
}
