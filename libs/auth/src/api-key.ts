// One API key: how it is made, and what is kept of it. Pure but for randomness.
import { createHash, randomBytes } from 'node:crypto';

/** What may be stored of a key: everything but the key. */
export interface ApiKeyRecord {
  id: string;
  tenant: string;
  scopes: readonly string[];
  /** Epoch milliseconds; undefined: for ever. */
  expiresAtMs: number | undefined;
  /** SHA-256 of the whole key. */
  hash: Buffer;
}

/** `rtk_<id>_<secret>`: the prefix lets scanners for secrets find a key that was left somewhere. */
const shape = /^rtk_([a-z0-9]{12})_[A-Za-z0-9_-]{43}$/;
const idBytes = 6;
/** 256 bits that nobody can guess: hence a plain hash, and not a slow one that would let callers occupy the processor. */
const secretBytes = 32;

/** A new key, and its record. The key is nowhere kept: it is given to its owner and forgotten. */
export function createApiKey({ tenant, scopes, expiresAtMs }: Omit<ApiKeyRecord, 'id' | 'hash'>): {
  key: string;
  record: ApiKeyRecord;
} {
  const id = randomBytes(idBytes).toString('hex');
  const key = `rtk_${id}_${randomBytes(secretBytes).toString('base64url')}`;
  return { key, record: { id, tenant, scopes, expiresAtMs, hash: hashOf(key) } };
}

/** The id in a text that looks like a key of ours. */
export function apiKeyId(text: string): string | undefined {
  return shape.exec(text)?.[1];
}

export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
