// The hash of an id on its way through Kafka: a header of records of the topics that the application named, never baggage,
// which would go out with every call to anybody.
import { AsyncLocalStorage } from 'node:async_hooks';
import { isUserHash } from './keyed-hash.ts';

/** Name of the header. Its value is that of `usr.id`. */
export const userHeader = 'user-hash';

interface Carried {
  /** Undefined where there is nobody, and in a batch, where each message has its own. */
  readonly hash: string | undefined;
  readonly topics: ReadonlySet<string>;
}

const carried = new AsyncLocalStorage<Carried>();

/** Runs `work`, such that records which it sends can carry this user. */
export function carryUser<T>(user: Carried, work: () => T): T {
  return carried.run(user, work);
}

/**
 * The headers by which a record tells its receiver whose it is: of the message that it follows from, else of the request
 * or message that is being handled. Empty for topics that `propagateToTopics` does not name, and where there is nobody.
 * Give it to traced-kafka (`headers: userHeaders`), or add it to what another client sends. Never throws.
 */
export function userHeaders(record: {
  topic: string;
  cause?: { readonly headers: Record<string, unknown> } | undefined;
}): Record<string, string> {
  const user = carried.getStore();
  if (!user?.topics.has(record.topic)) return {};
  const hash = record.cause ? hashIn(record.cause.headers) : user.hash;
  return hash === undefined ? {} : { [userHeader]: hash };
}

/** The hash that a record came with; undefined where it has none, or something that is no hash. */
export function hashIn(headers: Record<string, unknown> | undefined): string | undefined {
  const [value] = [headers?.[userHeader]].flat();
  const text = Buffer.isBuffer(value) ? value.toString() : value;
  return typeof text === 'string' && isUserHash(text) ? text : undefined;
}
