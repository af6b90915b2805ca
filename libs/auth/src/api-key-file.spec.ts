import { apiKeyId, createApiKey, hashApiKey } from './api-key.ts';
import { formatApiKeyLine, parseApiKeyFile } from './api-key-file.ts';

const made = createApiKey({
  tenant: 'acme',
  scopes: ['orders:read', 'orders:write'],
  expiresAtMs: undefined,
});
const line = formatApiKeyLine(made.record);

describe('createApiKey', () => {
  it('makes a unique key that cannot be mistaken for a JWT', () => {
    const other = createApiKey({ tenant: 'acme', scopes: ['orders:read'], expiresAtMs: undefined });
    expect(other.key).not.toBe(made.key);
    expect(apiKeyId(made.key)).toBe(made.record.id);
    expect(apiKeyId('eyJhbGciOiJFUzI1NiJ9.e30.c2ln')).toBeUndefined();
  });

  it('keeps only the hash in the line, not the key', () => {
    expect(line).not.toContain(made.key.slice(17));
    expect(line).toContain(hashApiKey(made.key).toString('base64url'));
  });
});

describe('parseApiKeyFile', () => {
  it('reads back what was written and skips comments and empty lines', () => {
    const dated = createApiKey({
      tenant: 'b',
      scopes: ['x'],
      expiresAtMs: Date.parse('2030-01-01T00:00:00Z'),
    });
    const keys = parseApiKeyFile(`# a comment\n\n${line}\r\n${formatApiKeyLine(dated.record)}\n`);
    expect([...keys.values()]).toEqual([made.record, dated.record]);
  });

  it('accepts an empty file', () => {
    expect(parseApiKeyFile('').size).toBe(0);
  });

  const [id, tenant, scopes, expiry, hash] = line.split(' ') as [string, string, string, string, string];
  it.each([
    ['more than five parts', `${line} canary`],
    ['an id that', `canary! ${tenant} ${scopes} ${expiry} ${hash}`],
    ['an invalid tenant', `${id} -canary ${scopes} ${expiry} ${hash}`],
    ['invalid scopes', `${id} ${tenant} canary,, ${expiry} ${hash}`],
    ['an expiry that', `${id} ${tenant} ${scopes} canary ${hash}`],
    ['an expiry that', `${id} ${tenant} ${scopes} 2030-13-01T00:00:00Z ${hash}`],
    ['no SHA-256 hash', `${id} ${tenant} ${scopes} ${expiry} sha256:canary`],
    ['no SHA-256 hash', `${id} ${tenant} ${scopes} ${expiry}`],
    ['no SHA-256 hash', `${id} ${tenant} ${scopes} ${expiry} ${made.key}`],
  ])('rejects a line with %s, naming the line and never its content', (what, bad) => {
    expect(() => parseApiKeyFile(`# first\n${bad}`)).toThrow(`line 2 has ${what}`);
    expect(() => parseApiKeyFile(bad)).not.toThrow('canary');
  });

  it('rejects a repeated id', () => {
    expect(() => parseApiKeyFile(`${line}\n${line}`)).toThrow('line 2 repeats the id');
  });
});
