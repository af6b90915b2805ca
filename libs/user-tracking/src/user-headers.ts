// Propagates the hashed user id through Kafka, as a record header on the topics that the application named. Never as baggage,
// which dd-trace would add to every outgoing call.
import { AsyncLocalStorage } from 'node:async_hooks';
import { isUserHash } from './keyed-hash.ts';

/** Name of the header. Its value is the same as `usr.id`. */
export const userHeader = 'user-hash';

interface PropagatedUser {
  /** Undefined if there is no user, and in a batch, where each message has its own. */
  readonly hash: string | undefined;
  readonly topics: ReadonlySet<string>;
}

const propagated = new AsyncLocalStorage<PropagatedUser>();

/** Runs `work` so that records it sends can carry this user. */
export function runWithUser<T>(user: PropagatedUser, work: () => T): T {
  return propagated.run(user, work);
}

/**
 * The header with the user of a record: the user of its `cause`, the message it follows from, or else of the request or
 * message being handled. Empty for topics that `propagateToTopics` does not name, and if there is no user.
 * Pass it to traced-kafka (`headers: userHeaders`), or add it to what another client sends. Never throws.
 */
export function userHeaders(record: {
  topic: string;
  cause?: { readonly headers: Record<string, unknown> } | undefined;
}): Record<string, string> {
  const user = propagated.getStore();
  if (!user?.topics.has(record.topic)) return {};
  const hash = record.cause ? hashFromHeaders(record.cause.headers) : user.hash;
  return hash === undefined ? {} : { [userHeader]: hash };
}

/** The hash in a record's headers; undefined if it is missing or not a hash. */
export function hashFromHeaders(headers: Record<string, unknown> | undefined): string | undefined {
  const [value] = [headers?.[userHeader]].flat();
  const text = Buffer.isBuffer(value) ? value.toString() : value;
  return typeof text === 'string' && isUserHash(text) ? text : undefined;
}
