// One payment: as it comes in over HTTP (clear identifiers) and as it travels (tokens only).
import { z } from 'zod';
import { tenantId } from './tenant.ts';

/** 1–64 of `A-Za-z0-9_-`. The idempotency key: sending the same id again never counts twice. */
export const transactionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -')
  .meta({ description: 'Idempotency key, 1 to 64 of A-Z a-z 0-9 _ -', example: 'tx-2026-000001' });

// Identifiers are opaque, but never whitespace or control characters: those hide look-alikes.
const identifier = (description: string) =>
  z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces')
    .meta({ description });

const currencies = new Set(Intl.supportedValuesOf('currency'));
const currency = z
  .string()
  .refine((code) => currencies.has(code), 'must be an ISO 4217 code in capitals')
  .meta({ description: 'ISO 4217 code', example: 'EUR' });

const amountMinor = z
  .int('must be an integer number of minor units')
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .meta({ description: 'Amount in minor units (cents), 0 to 2^53-1', example: 12_500 });

const occurredAt = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 date-time with a zone' })
  .meta({ description: 'When it happened, RFC 3339 with a zone', example: '2026-08-01T12:00:00Z' });

const type = z
  .enum(['transfer', 'card-payment', 'refund', 'payout', 'cash-withdrawal'])
  .meta({ description: 'Kind of payment' });

/** `POST /v1/transactions`: what a client sends. Unknown keys are refused. */
export const transactionRequest = z
  .strictObject({
    id: transactionId,
    occurredAt,
    amountMinor,
    currency,
    type,
    payer: z.strictObject({ accountId: identifier('Account that pays') }),
    payee: z.strictObject({ accountId: identifier('Account that is paid') }),
    card: identifier('Card reference; a card number (PAN) is refused').optional(),
    device: identifier('Device fingerprint').optional(),
    ip: z.union([z.ipv4(), z.ipv6()], 'must be an IPv4 or IPv6 address').optional(),
    merchantId: identifier('Merchant').optional(),
  })
  .meta({ id: 'TransactionRequest' });
export type TransactionRequest = z.infer<typeof transactionRequest>;

/** `<key id>:<base64url of HMAC-SHA256>`. Joins equal values, reveals none. */
const token = z.string().regex(/^[a-z0-9]{1,16}:[A-Za-z0-9_-]{22,43}$/, 'must be a token');

/** Whom a payment concerns, under one key. */
const tokens = z.object({
  payerAccount: token,
  payeeAccount: token,
  card: token.optional(),
  device: token.optional(),
  ip: token.optional(),
  merchant: token.optional(),
});
export type TransactionTokens = z.infer<typeof tokens>;

/** Of one installation: more would make every event of an overlap larger than the payment that it tells of. */
export const maxTokenKeys = 8;

/** Version of the record on `transactions.new`. A consumer refuses versions that it does not know. */
export const transactionSchemaVersion = 1;

/** A record on `transactions.new`: the request with every identifier replaced by its token. */
export const transactionEvent = z.object({
  schemaVersion: z.literal(transactionSchemaVersion),
  /** Whose it is; its tokens join with no other tenant's. Absent in records from before there were tenants: the default one. */
  tenant: tenantId.optional(),
  id: transactionId,
  /** Event time in epoch milliseconds: what every rule window is measured in. */
  occurredAtMs: z.int().min(0),
  amountMinor,
  currency,
  type,
  ...tokens.shape,
  /**
   * While one key replaces another: the tokens of the same identifiers under the keys that came before, the oldest key first.
   * Absent otherwise. What an older consumer does not know of it leaves out, and then does not join what came before.
   */
  former: z.array(tokens).min(1).max(maxTokenKeys).optional(),
});
export type TransactionEvent = z.infer<typeof transactionEvent>;
