// Identifiers to tokens: keyed hashes that join equal values and reveal none. Pure but for the key.
import { createHmac, createSecretKey } from 'node:crypto';
import { defaultTenant } from '@ringtrace/contracts';

/** Separate domains: the same text as a card and as a device gives two unrelated tokens. */
export type TokenDomain = 'account' | 'card' | 'device' | 'ip' | 'merchant';

export type Tokenise = (tenant: string, domain: TokenDomain, identifier: string) => string;

/**
 * Tokens are `<key id>:<HMAC-SHA256, base64url>`. The id tells keys apart while one replaces another; tokens of
 * different keys, and of different tenants, do not join.
 */
export function createTokeniser(keyId: string, key: string): Tokenise {
  const secret = createSecretKey(key, 'utf8');
  return (tenant, domain, identifier) => {
    const text = `${ofTenant(tenant)}${domain}|${identifier}`;
    return `${keyId}:${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
}

// A line of its own: neither a tenant nor an identifier holds a line break, so no two texts can be read as one. The default
// tenant has none, so that tokens from before there were tenants still join.
function ofTenant(tenant: string): string {
  return tenant === defaultTenant ? '' : `${tenant}\n`;
}
