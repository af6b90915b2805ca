// Turns a request into the event for Kafka: validates it and replaces every identifier by its token. Pure: clock and
// tokenisers are parameters.
import {
  type Problem,
  type TransactionEvent,
  type TransactionRequest,
  type TransactionTokens,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import type { Tokenise, Tokenisers } from '@ringtrace/tokens';
import { canonicalIp } from './canonical-ip.ts';
import { containsCardNumber, isCardNumberAsAmount } from './card-number.ts';

/** Tolerated clock skew. A payment from further in the future is a mistake and would be outside every rule's window. */
const maxClockSkewMs = 5 * 60_000;

export type AcceptResult =
  | { ok: true; transaction: TransactionEvent }
  | { ok: false; errors: NonNullable<Problem['errors']> };

/** Payments of any age are accepted, because rules use event time. Late payments and backfills are judged like all others. */
export function acceptTransaction(
  request: TransactionRequest,
  tenant: string,
  nowMs: number,
  tokenisers: Tokenisers,
): AcceptResult {
  const occurredAtMs = Date.parse(request.occurredAt);
  const errors = cardNumberErrors(request);
  if (occurredAtMs > nowMs + maxClockSkewMs)
    errors.push({ field: 'occurredAt', message: 'is in the future' });
  if (occurredAtMs < 0) errors.push({ field: 'occurredAt', message: 'is before 1970' });
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, transaction: toEvent(request, tenant, occurredAtMs, tokenisers) };
}

function toEvent(
  request: TransactionRequest,
  tenant: string,
  occurredAtMs: number,
  { current, former }: Tokenisers,
): TransactionEvent {
  const { id, amountMinor, currency, type } = request;
  return {
    schemaVersion: transactionSchemaVersion,
    tenant,
    id,
    occurredAtMs,
    amountMinor,
    currency,
    type,
    ...toTokens(request, tenant, current),
    // During a key rotation the analyzer uses these to join new and former tokens.
    ...(former.length === 0 ? {} : { former: former.map((each) => toTokens(request, tenant, each)) }),
  };
}

function toTokens(request: TransactionRequest, tenant: string, tokenise: Tokenise): TransactionTokens {
  const { payer, payee, card, device, ip, merchantId } = request;
  return {
    payerAccount: tokenise(tenant, 'account', payer.accountId),
    payeeAccount: tokenise(tenant, 'account', payee.accountId),
    ...(card === undefined ? {} : { card: tokenise(tenant, 'card', card) }),
    ...(device === undefined ? {} : { device: tokenise(tenant, 'device', device) }),
    ...(ip === undefined ? {} : { ip: tokenise(tenant, 'ip', canonicalIp(ip)) }),
    ...(merchantId === undefined ? {} : { merchant: tokenise(tenant, 'merchant', merchantId) }),
  };
}

// A stored card number would bring every system that handles the request under the card industry's rules (PCI DSS).
function cardNumberErrors(request: TransactionRequest): NonNullable<Problem['errors']> {
  const fields: Record<string, string | undefined> = {
    id: request.id,
    // The fraction of a second can have any number of digits.
    occurredAt: request.occurredAt,
    'payer.accountId': request.payer.accountId,
    'payee.accountId': request.payee.accountId,
    card: request.card,
    device: request.device,
    merchantId: request.merchantId,
  };
  const offending = Object.entries(fields)
    .filter(([, value]) => value !== undefined && containsCardNumber(value))
    .map(([field]) => field);
  if (isCardNumberAsAmount(request.amountMinor)) offending.push('amountMinor');
  return offending.map((field) => ({ field, message: 'looks like a card number: send a reference instead' }));
}
