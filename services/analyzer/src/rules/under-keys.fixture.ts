// Payments as sent by an ingestor whose key file lists several token keys.
import type { TransactionEvent, TransactionTokens } from '@ringtrace/contracts';

/** The event with readable tokens under these keys, whatever key it had. @param keys oldest first; the last one is current */
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
