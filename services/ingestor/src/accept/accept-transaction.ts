// From a request to the record that leaves this process: checked, and every identifier replaced by its token. Pure:
// the clock and the tokenisers come in.
import {
  type Problem,
  type TransactionEvent,
  type TransactionRequest,
  type TransactionTokens,
  transactionSchemaVersion,
} from '@ringtrace/contracts';
import type { Tokenise, Tokenisers } from '@ringtrace/tokens';
import { canonicalIp } from './canonical-ip.ts';
import { holdsCardNumber, isCardNumberAsAmount } from './card-number.ts';

/** Clocks differ; a payment from further ahead is a mistake, and would wait in no rule's window. */
const maxClockSkewMs = 5 * 60_000;

export type Accepted =
  | { ok: true; transaction: TransactionEvent }
  | { ok: false; errors: NonNullable<Problem['errors']> };

/** Payments of any age are accepted: late ones and backfills are judged in event time like all others. */
export function acceptTransaction(
  request: TransactionRequest,
  tenant: string,
  nowMs: number,
  tokenisers: Tokenisers,
): Accepted {
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
    // While one key replaces another, the analyzer learns by these what belongs together.
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

// With a card number in it, everything that a request passes through would fall under the card industry's rules.
function cardNumberErrors(request: TransactionRequest): NonNullable<Problem['errors']> {
  const fields: Record<string, string | undefined> = {
    id: request.id,
    // Its fraction of a second may have any number of digits.
    occurredAt: request.occurredAt,
    'payer.accountId': request.payer.accountId,
    'payee.accountId': request.payee.accountId,
    card: request.card,
    device: request.device,
    merchantId: request.merchantId,
  };
  const wrong = Object.entries(fields)
    .filter(([, value]) => value !== undefined && holdsCardNumber(value))
    .map(([field]) => field);
  if (isCardNumberAsAmount(request.amountMinor)) wrong.push('amountMinor');
  return wrong.map((field) => ({ field, message: 'looks like a card number: send a reference instead' }));
}
