// Lets a batch wait for what is under way, such as planning, but only for a while: a waiting consumer must still be stoppable.
import { RetryLaterError } from '@ringtrace/traced-kafka';

const defaultTimeoutMs = 5_000;

/**
 * Settles like `work`. The work is not stopped.
 * @throws RetryLaterError with `reason()` if it takes longer than five seconds
 */
export async function waitOrRetryLater(
  work: Promise<void>,
  reason: () => string,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new RetryLaterError(reason())), timeoutMs);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
