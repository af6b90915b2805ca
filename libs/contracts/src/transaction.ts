// One payment: as clients send it over HTTP (clear identifiers) and as it travels on Kafka (tokens only).
import { z } from 'zod';
import { tenantId } from './tenant.ts';

/** 1 to 64 characters of `A-Za-z0-9_-`. The idempotency key: a resent id never counts twice. */
export const transactionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 characters of A-Z a-z 0-9 _ -')
  .meta({ description: 'Idempotency key, 1 to 64 characters of A-Z a-z 0-9 _ -', example: 'tx-2026-000001' });

// Identifiers are opaque. Whitespace and control characters are rejected because they hide look-alikes.
const identifier = (description: string) =>
  z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces')
    .meta({ description });

const currencies = new Set(Intl.supportedValuesOf('currency'));
const currency = z
  .string()
  .refine((code) => currencies.has(code), 'must be an upper-case ISO 4217 code')
  .meta({ description: 'ISO 4217 code', example: 'EUR' });

const amountMinor = z
  .int('must be an integer number of minor units')
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .meta({ description: 'Amount in minor units (cents), 0 to 2^53-1', example: 12_500 });

const occurredAt = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 date-time with a time zone' })
  .meta({
    description: 'When the payment happened, RFC 3339 with a time zone',
    example: '2026-08-01T12:00:00Z',
  });

const type = z
  .enum(['transfer', 'card-payment', 'refund', 'payout', 'cash-withdrawal'])
  .meta({ description: 'Kind of payment' });

/** Body of `POST /v1/transactions`. Unknown keys are rejected. */
export const transactionRequest = z
  .strictObject({
    id: transactionId,
    occurredAt,
    amountMinor,
    currency,
    type,
    payer: z.strictObject({ accountId: identifier('Account that pays') }),
    payee: z.strictObject({ accountId: identifier('Account that is paid') }),
    card: identifier('Card reference; card numbers (PANs) are rejected').optional(),
    device: identifier('Device fingerprint').optional(),
    ip: z.union([z.ipv4(), z.ipv6()], 'must be an IPv4 or IPv6 address').optional(),
    merchantId: identifier('Merchant').optional(),
  })
  .meta({ id: 'TransactionRequest' });
export type TransactionRequest = z.infer<typeof transactionRequest>;

/** `<key id>:<base64url of HMAC-SHA256>`. Equal values have equal tokens; a token does not reveal its value. */
const token = z.string().regex(/^[a-z0-9]{1,16}:[A-Za-z0-9_-]{22,43}$/, 'must be a token');

/** The parties and entities of a payment, tokenised under one key. */
const tokens = z.object({
  payerAccount: token,
  payeeAccount: token,
  card: token.optional(),
  device: token.optional(),
  ip: token.optional(),
  merchant: token.optional(),
});
export type TransactionTokens = z.infer<typeof tokens>;

/** Per installation. During a rotation every event carries tokens of all former keys, so their number must stay small. */
export const maxTokenKeys = 8;

/** Version of the record on `transactions.new`. Consumers dead-letter versions that they do not know. */
export const transactionSchemaVersion = 1;

/** A record on `transactions.new`: the request with every identifier replaced by its token. */
export const transactionEvent = z.object({
  schemaVersion: z.literal(transactionSchemaVersion),
  /** Tokens of different tenants never join. Absent in records written before tenants existed: the default tenant. */
  tenant: tenantId.optional(),
  id: transactionId,
  /** Event time in epoch milliseconds. All rule windows are measured in event time. */
  occurredAtMs: z.int().min(0),
  amountMinor,
  currency,
  type,
  ...tokens.shape,
  /**
   * During a key rotation: tokens of the same identifiers under the former keys, oldest key first. Absent otherwise.
   * An older consumer ignores this field and then cannot join earlier payments.
   */
  former: z.array(tokens).min(1).max(maxTokenKeys).optional(),
});
export type TransactionEvent = z.infer<typeof transactionEvent>;
