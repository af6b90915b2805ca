// Payments as an ingestor sends them whose file lists several keys of tokens.
import type { TransactionEvent, TransactionTokens } from '@ringtrace/contracts';

/** With readable tokens, whatever key they had; keys with the oldest first, the last one current. */
export function underKeys(event: TransactionEvent, keys: readonly string[]): TransactionEvent {
  const [current = 'k1', ...former] = keys.toReversed();
  const tokens = (key: string): TransactionTokens => ({
    payerAccount: under(key, event.payerAccount),
    payeeAccount: under(key, event.payeeAccount),
    ...(event.card !== undefined && { card: under(key, event.card) }),
    ...(event.device !== undefined && { device: under(key, event.device) }),
    ...(event.merchant !== undefined && { merchant: under(key, event.merchant) }),
  });
  return {
    ...event,
    ...tokens(current),
    ...(former.length > 0 && { former: former.toReversed().map(tokens) }),
  };
}

const under = (key: string, token: string) => token.replace(/^[^:]*/, key);
