import { checkKeys, type HashKeys, isUserHash, keyedHash, userIdHash } from './keyed-hash.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

const key = { id: 'k1', secret: 's'.repeat(32) };
const other = { id: 'k2', secret: 't'.repeat(32) };

describe('a keyed hash', () => {
  it('is the same for the same text and starts with the key id', () => {
    expect(keyedHash(key, 'id', 'ada')).toBe(keyedHash({ ...key }, 'id', 'ada'));
    expect(keyedHash(key, 'id', 'ada')).toMatch(/^k1\.[0-9a-f]{32}$/);
    expect(isUserHash(keyedHash(key, 'id', 'ada'))).toBe(true);
  });

  it('differs for a different text, key or field', () => {
    const hashes = [
      keyedHash(key, 'id', 'ada'),
      keyedHash(key, 'id', 'bob'),
      keyedHash(key, 'email', 'ada'),
      keyedHash({ ...other, id: 'k1' }, 'id', 'ada'),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('can be computed from an id of any type', () => {
    expect(userIdHash(key, 7)).toBe(userIdHash(key, '7'));
    expect(userIdHash(key, 7n)).toBe(keyedHash(key, 'id', '7'));
  });

  it.each([
    '',
    'ada',
    'ada@example.org',
    'k1.',
    `k1.${'A'.repeat(32)}`,
    `k1.${'0'.repeat(33)}`,
    `.${'0'.repeat(32)}`,
  ])('does not look like %p', (text) => {
    expect(isUserHash(text)).toBe(false);
  });
});

describe('checkKeys', () => {
  it('accepts good keys and rejects others without repeating the secret', () => {
    expect(() => checkKeys({ ...key, previous: other })).not.toThrow();
    const bad: HashKeys[] = [
      { id: 'K 1', secret: key.secret },
      { id: '', secret: key.secret },
      { id: 'k1', secret: 'short-canary' },
      { id: 'k1', secret: undefined as never },
      { ...key, previous: { id: 'k0', secret: 'short-canary' } },
      { ...key, previous: { ...other, id: 'k1' } },
    ];
    for (const keys of bad) {
      expect(() => checkKeys(keys)).toThrow(UserTrackingConfigError);
      expect(() => checkKeys(keys)).not.toThrow(/canary/);
    }
  });
});
