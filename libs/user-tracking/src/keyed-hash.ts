// What stands for a person instead of their id: a keyed hash, which nobody can compute or try out without the key. Pure.
import { createHmac } from 'node:crypto';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

export interface HashKey {
  /** Which key it is, part of every hash: 1 to 16 of a-z 0-9. */
  readonly id: string;
  /** 32 characters or more, of a generator: `openssl rand -base64 32`. Whoever has it can find a person by their id. */
  readonly secret: string;
}

/** While one key replaces another, `usr.previous_id` is tagged beside `usr.id`, so that both ages can be found. */
export interface HashKeys extends HashKey {
  readonly previous?: HashKey | undefined;
}

/**
 * `<key id>.<32 hex digits>`: 128 bits of HMAC-SHA256. The same text in two fields gives two unrelated hashes.
 * Lower case and no quotable character: Datadog's queries and its metrics from spans take it as it is.
 */
export function keyedHash(key: HashKey, field: string, value: string): string {
  const digest = createHmac('sha256', key.secret).update(`user-tracking|${field}|${value}`).digest('hex');
  return `${key.id}.${digest.slice(0, 32)}`;
}

/**
 * What `usr.id` is for this user under this key: to look somebody up who asks what is stored about them, or to see that
 * nothing is. The answer names a person to whoever knows the question: it belongs in no ticket and no log.
 */
export function userIdHash(key: HashKey, id: string | number | bigint): string {
  return keyedHash(key, 'id', String(id));
}

/** Nothing else is accepted from a header: no clear id comes in by mistake of a stranger. */
export function isUserHash(text: string): boolean {
  return /^[a-z0-9]{1,16}\.[0-9a-f]{32}$/.test(text);
}

/** @throws UserTrackingConfigError that says what is wrong, never with a secret in it */
export function checkKeys(keys: HashKeys): void {
  const { previous } = keys;
  for (const [name, key] of Object.entries({ hashKey: keys, 'hashKey.previous': previous })) {
    if (key === undefined) continue;
    if (!/^[a-z0-9]{1,16}$/.test(key.id)) throw new UserTrackingConfigError(`${name}.id: 1 to 16 of a-z 0-9`);
    if (typeof key.secret !== 'string' || key.secret.length < 32) {
      throw new UserTrackingConfigError(`${name}.secret: 32 characters or more`);
    }
  }
  if (previous?.id === keys.id)
    throw new UserTrackingConfigError('hashKey.previous.id: another than hashKey.id');
}
