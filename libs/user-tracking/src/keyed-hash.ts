// The keyed hash that replaces a person's id. Nobody can compute it or try out ids without the key. Pure.
import { createHmac } from 'node:crypto';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

export interface HashKey {
  /** Identifies the key and is part of every hash: 1 to 16 characters of a-z 0-9. */
  readonly id: string;
  /** At least 32 random characters: `openssl rand -base64 32`. Whoever has it can find a person's traces by their id. */
  readonly secret: string;
}

/** During a key rotation `usr.previous_id` is tagged next to `usr.id`, so that both old and new traces can be found. */
export interface HashKeys extends HashKey {
  readonly previous?: HashKey | undefined;
}

/**
 * `<key id>.<32 hex digits>`: 128 bits of HMAC-SHA256. The same text in two fields gives two unrelated hashes.
 * Lower case and without special characters, so that Datadog queries and span-based metrics accept it unquoted.
 */
export function keyedHash(key: HashKey, field: string, value: string): string {
  const digest = createHmac('sha256', key.secret).update(`user-tracking|${field}|${value}`).digest('hex');
  return `${key.id}.${digest.slice(0, 32)}`;
}

/**
 * The `usr.id` of this user under this key. Use it to look up what is stored about a person on request. Together with the id
 * the result identifies a person, so keep it out of tickets and logs.
 */
export function userIdHash(key: HashKey, id: string | number | bigint): string {
  return keyedHash(key, 'id', String(id));
}

/** Whether `text` has the form of a hash. Header values must, so that a sender cannot bring in a clear id by mistake. */
export function isUserHash(text: string): boolean {
  return /^[a-z0-9]{1,16}\.[0-9a-f]{32}$/.test(text);
}

/** @throws UserTrackingConfigError that says what is wrong, without the secret */
export function checkKeys(keys: HashKeys): void {
  const { previous } = keys;
  for (const [name, key] of Object.entries({ hashKey: keys, 'hashKey.previous': previous })) {
    if (key === undefined) continue;
    if (!/^[a-z0-9]{1,16}$/.test(key.id))
      throw new UserTrackingConfigError(`${name}.id: must be 1 to 16 characters of a-z 0-9`);
    if (typeof key.secret !== 'string' || key.secret.length < 32) {
      throw new UserTrackingConfigError(`${name}.secret: must have at least 32 characters`);
    }
  }
  if (previous?.id === keys.id)
    throw new UserTrackingConfigError('hashKey.previous.id: must differ from hashKey.id');
}
