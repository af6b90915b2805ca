// Payments of the endless stream on the wire. The stream's own tokens stand in for those of the ingestor. Pure.
import { createHash } from 'node:crypto';
import type { TransactionEvent, TransactionRequest } from '@ringtrace/contracts';
import type { Payment } from '../../reference/payment.ts';
import * as wire from '../wire.ts';

const known = new Map<string, string>();
const maxKnown = 500_000;

/** As long and as random as a real token. The marker is at the end, where it cannot be mistaken for anything else. */
export function toToken(marker: string, name: string): string {
  let hash = known.get(name);
  if (hash === undefined) {
    hash = createHash('sha256').update(name).digest('base64url').slice(0, 36);
    if (known.size >= maxKnown) known.clear();
    known.set(name, hash);
  }
  return `k1:${hash}_${marker}`;
}

export function toEvent(payment: Payment): TransactionEvent {
  return wire.toEvent(payment, (name) => toToken(markerOf(payment.id), name));
}

export function toRequest(payment: Payment): TransactionRequest {
  return wire.toRequest(payment, { rename: (name) => `${markerOf(payment.id)}-${name}` });
}

/** The marker of the stream that an id belongs to. */
export function markerOf(id: string): string {
  return id.slice(0, 6);
}
