// Identifiers to tokens: keyed hashes that join equal values and reveal none. Pure but for the key.
import { createHmac, createSecretKey } from 'node:crypto';

/** Separate domains: the same text as a card and as a device gives two unrelated tokens. */
export type TokenDomain = 'account' | 'card' | 'device' | 'ip' | 'merchant';

export type Tokenise = (domain: TokenDomain, identifier: string) => string;

/**
 * Tokens are `<key id>:<HMAC-SHA256, base64url>`. The id tells keys apart while one replaces another; tokens of
 * different keys do not join.
 */
export function createTokeniser(keyId: string, key: string): Tokenise {
  const secret = createSecretKey(key, 'utf8');
  return (domain, identifier) =>
    `${keyId}:${createHmac('sha256', secret).update(`${domain}|${identifier}`).digest('base64url')}`;
}
