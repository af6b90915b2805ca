// The value of a business field, which a route adds to its user. Pure.
import type { BusinessField } from './decorators.ts';
import { type HashKeys, keyedHash } from './keyed-hash.ts';
import type { TrackedRequest } from './options.ts';
import { silencePromise } from './silence-promise.ts';
import { maxClearLength, textOf } from './tracked-user.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

/**
 * Undefined if `pick` returns nothing that can be tagged.
 * @throws UserTrackingConfigError if a hash has no key, and whatever `pick` throws
 */
export function businessValue(
  { name, mode, pick }: BusinessField,
  request: TrackedRequest,
  user: unknown,
  keys: HashKeys | undefined,
): string | undefined {
  const value = textOf(silencePromise(pick(request, user)));
  if (value === undefined || mode === 'clear') return value?.slice(0, maxClearLength);
  if (keys === undefined) throw new UserTrackingConfigError(`TrackField ${name}: a hash requires hashKey`);
  return keyedHash(keys, `field.${name}`, value);
}
