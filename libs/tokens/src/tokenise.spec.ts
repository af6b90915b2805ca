import { createHmac } from 'node:crypto';
import { createTokeniser, type TokenDomain } from './tokenise.ts';

const key = 'a key of at least thirty-two characters';
const domains: TokenDomain[] = ['account', 'card', 'device', 'ip', 'merchant'];

describe('tokenise', () => {
  it('prefixes the HMAC-SHA256 of domain and identifier with the key id', () => {
    const hash = createHmac('sha256', key).update('card|c-1').digest('base64url');
    expect(createTokeniser('k1', key)('default', 'card', 'c-1')).toBe(`k1:${hash}`);
  });

  it('gives equal tokens for equal identifiers within one domain only', () => {
    const tokenise = createTokeniser('k1', key);
    expect(tokenise('acme', 'device', 'same')).toBe(tokenise('acme', 'device', 'same'));
    expect(new Set(domains.map((domain) => tokenise('acme', domain, 'same'))).size).toBe(domains.length);
  });

  it('gives different tokens to different tenants, whatever the names and identifiers', () => {
    const tokenise = createTokeniser('k1', key);
    const tenants = ['default', 'acme', 'b', 'card', 'account'];
    const identifiers = ['same', 'card|same', 'account|same', 'acme|card|same', '|'];
    const tokens = tenants.flatMap((tenant) =>
      domains.flatMap((domain) => identifiers.map((identifier) => tokenise(tenant, domain, identifier))),
    );
    expect(new Set(tokens).size).toBe(tenants.length * domains.length * identifiers.length);
  });

  it('gives different tokens under different keys', () => {
    const [, hash] = createTokeniser('k1', key)('acme', 'ip', '::1').split(':');
    expect(createTokeniser('k2', `${key}!`)('acme', 'ip', '::1')).not.toContain(hash);
  });
});
