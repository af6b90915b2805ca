// Turns identifiers into tokens: keyed hashes that are equal for equal values and do not reveal them. Pure.
import { createHmac, createSecretKey } from 'node:crypto';
import { defaultTenant } from '@ringtrace/contracts';

/** The same text as a card and as a device gives two unrelated tokens. */
export type TokenDomain = 'account' | 'card' | 'device' | 'ip' | 'merchant';

export type Tokenise = (tenant: string, domain: TokenDomain, identifier: string) => string;

/**
 * Tokens are `<key id>:<HMAC-SHA256, base64url>`. The key id tells keys apart during a rotation. Tokens of different keys or
 * different tenants never match.
 */
export function createTokeniser(keyId: string, key: string): Tokenise {
  const secret = createSecretKey(key, 'utf8');
  return (tenant, domain, identifier) => {
    const text = `${tenantPrefix(tenant)}${domain}|${identifier}`;
    return `${keyId}:${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
}

// The tenant is a line of its own. Tenants and identifiers contain no line breaks, so the text is unambiguous. The default
// tenant has no such line, so that tokens made before tenants existed still match.
function tenantPrefix(tenant: string): string {
  return tenant === defaultTenant ? '' : `${tenant}\n`;
}
