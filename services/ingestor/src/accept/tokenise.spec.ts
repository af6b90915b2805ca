import { createHmac } from 'node:crypto';
import { createTokeniser, type TokenDomain } from './tokenise.ts';

const key = 'a key of at least thirty-two characters';
const domains: TokenDomain[] = ['account', 'card', 'device', 'ip', 'merchant'];

describe('tokenise', () => {
  it('is the HMAC-SHA256 of domain and identifier, with the id of the key', () => {
    const hash = createHmac('sha256', key).update('card|c-1').digest('base64url');
    expect(createTokeniser('k1', key)('card', 'c-1')).toBe(`k1:${hash}`);
  });

  it('joins equal identifiers, within one domain only', () => {
    const tokenise = createTokeniser('k1', key);
    expect(tokenise('device', 'same')).toBe(tokenise('device', 'same'));
    expect(new Set(domains.map((domain) => tokenise(domain, 'same'))).size).toBe(domains.length);
  });

  it('gives other tokens for another key', () => {
    const [, hash] = createTokeniser('k1', key)('ip', '::1').split(':');
    expect(createTokeniser('k2', `${key}!`)('ip', '::1')).not.toContain(hash);
  });
});
