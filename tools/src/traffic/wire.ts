// From planned payments to what clients send, in which order, and what the topic carries.
import {
  type TransactionEvent,
  type TransactionRequest,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import type { Payment } from '../reference/payment.ts';
import type { PlannedPayment } from './payments.ts';
import type { Random } from './random.ts';

/** Ids count up in event-time order, so they do not reveal what was planted. The result is in that order. */
export function withIds(payments: readonly PlannedPayment[], prefix: string): Map<PlannedPayment, Payment> {
  const inOrder = payments.toSorted((a, b) => a.atMs - b.atMs);
  return new Map(
    inOrder.map((payment, index) => [
      payment,
      { ...payment, id: `${prefix}-${String(index + 1).padStart(7, '0')}` },
    ]),
  );
}

/** As a client sends it. `rename` applies to every identifier, `writeTime` turns epoch milliseconds into `occurredAt`. */
export function toRequest(
  { id, atMs, amountMinor, currency, type, payer, payee, ip, ...payment }: Payment,
  {
    rename = (name: string) => name,
    writeTime = (atMs: number) => new Date(atMs).toISOString(),
  }: { rename?(name: string): string; writeTime?(atMs: number): string } = {},
): TransactionRequest {
  const optional = (name: 'card' | 'device' | 'merchantId') =>
    payment[name] === undefined ? {} : { [name]: rename(payment[name]) };
  return {
    id,
    occurredAt: writeTime(atMs),
    amountMinor,
    currency,
    type,
    payer: { accountId: rename(payer) },
    payee: { accountId: rename(payee) },
    ...optional('card'),
    ...optional('device'),
    ...(ip !== undefined && { ip }),
    ...optional('merchantId'),
  };
}

/** As it is on the topic. `token` stands in for the ingestor's tokeniser. */
export function toEvent(payment: Payment, token: (name: string) => string): TransactionEvent {
  const { id, atMs, amountMinor, currency, type, payer, payee, card, device, merchantId } = payment;
  return {
    schemaVersion: transactionSchemaVersion,
    id,
    occurredAtMs: atMs,
    amountMinor,
    currency,
    type,
    payerAccount: token(payer),
    payeeAccount: token(payee),
    ...(card !== undefined && { card: token(card) }),
    ...(device !== undefined && { device: token(device) }),
    ...(merchantId !== undefined && { merchant: token(`shop ${merchantId}`) }),
  };
}

// Clients write times in their own zone; the pipeline must read all of them.
const zones = [
  { suffix: 'Z', offsetMs: 0 },
  { suffix: '+02:00', offsetMs: 2 * 3_600_000 },
  { suffix: '-05:00', offsetMs: -5 * 3_600_000 },
] as const;

/** The same moment in one of several time zones. */
export function inSomeZone(atMs: number): string {
  const { suffix, offsetMs } = zones[atMs % zones.length] ?? zones[0];
  return new Date(atMs + offsetMs).toISOString().replace('Z', suffix);
}

const maxDelay = 50;

/**
 * The order in which clients send: mostly event-time order. Delays the share `late` by up to 50 positions, and repeats the
 * share `duplicates` up to 50 positions later.
 */
export function sendingOrder<T>(
  random: Random,
  inOrder: readonly T[],
  { late, duplicates }: { late: number; duplicates: number },
): T[] {
  const later = () => random.integer(1, maxDelay);
  const places = inOrder.flatMap((item, index) => {
    const place = index + (random.chance(late) ? later() : 0);
    const first = { item, place };
    return random.chance(duplicates) ? [first, { item, place: place + later() }] : [first];
  });
  // The sort is stable: equal positions keep event-time order.
  return places.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
