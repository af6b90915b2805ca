// What a route tells beside its user. Pure.
import type { BusinessField } from './decorators.ts';
import { type HashKeys, keyedHash } from './keyed-hash.ts';
import { notAwaited } from './not-awaited.ts';
import type { TrackedRequest } from './options.ts';
import { maxClear, textOf } from './tracked-user.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

/**
 * Undefined where there is nothing that can be told.
 * @throws UserTrackingConfigError for a hash without a key, and whatever `pick` throws
 */
export function businessValue(
  { name, mode, pick }: BusinessField,
  request: TrackedRequest,
  user: unknown,
  keys: HashKeys | undefined,
): string | undefined {
  const value = textOf(notAwaited(pick(request, user)));
  if (value === undefined || mode === 'clear') return value?.slice(0, maxClear);
  if (keys === undefined) throw new UserTrackingConfigError(`TrackField ${name}: a hash needs hashKey`);
  return keyedHash(keys, `field.${name}`, value);
}
