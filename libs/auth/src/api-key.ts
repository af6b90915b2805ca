// Creates API keys and the record that is stored for each. Pure except for randomness.
import { createHash, randomBytes } from 'node:crypto';

/** What is stored for a key: everything but the key itself. */
export interface ApiKeyRecord {
  id: string;
  tenant: string;
  scopes: readonly string[];
  /** Epoch milliseconds; undefined: never expires. */
  expiresAtMs: number | undefined;
  /** SHA-256 of the whole key. */
  hash: Buffer;
}

/** `rtk_<id>_<secret>`. The prefix lets secret scanners find leaked keys. */
const shape = /^rtk_([a-z0-9]{12})_[A-Za-z0-9_-]{43}$/;
const idBytes = 6;
/** 256 random bits cannot be guessed, so a fast hash is enough. A slow one would let callers exhaust the CPU. */
const secretBytes = 32;

/** A new key and its record. The key itself is not stored anywhere. */
export function createApiKey({ tenant, scopes, expiresAtMs }: Omit<ApiKeyRecord, 'id' | 'hash'>): {
  key: string;
  record: ApiKeyRecord;
} {
  const id = randomBytes(idBytes).toString('hex');
  const key = `rtk_${id}_${randomBytes(secretBytes).toString('base64url')}`;
  return { key, record: { id, tenant, scopes, expiresAtMs, hash: hashApiKey(key) } };
}

/** The id of the key, or undefined if the text does not look like one of our keys. */
export function apiKeyId(text: string): string | undefined {
  return shape.exec(text)?.[1];
}

export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
