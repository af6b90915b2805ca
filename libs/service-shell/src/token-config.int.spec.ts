import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readConfig } from './read-config.ts';
import { tokenChecks, tokenConfig, tokenKeys } from './token-config.ts';

const schema = z.object(tokenConfig()).check(...tokenChecks);
const read = (env: Record<string, string>) => readConfig(schema, env);

const folder = mkdtempSync(join(tmpdir(), 'token-config-'));
const good = join(folder, 'good');
const bad = join(folder, 'bad');
const key = 'a key of at least thirty-two characters';
const keys = { current: 'k2', keys: ['k1', 'k2'].map((id) => ({ id, key: `${key} ${id}` })) };
writeFileSync(good, JSON.stringify(keys));
writeFileSync(bad, JSON.stringify({ current: 'k2', keys: [{ id: 'k1', key: 'canary' }] }));
afterAll(() => rmSync(folder, { recursive: true }));

describe('tokenKeys', () => {
  it('reads one key from a variable, or several from a file', () => {
    expect(tokenKeys(read({ TOKEN_KEY: key }))).toEqual({ current: 'k1', keys: [{ id: 'k1', key }] });
    expect(tokenKeys(read({ TOKEN_KEY: key, TOKEN_KEY_ID: 'a9' })).current).toBe('a9');
    expect(tokenKeys(read({ TOKEN_KEYS_FILE: good }))).toEqual(keys);
  });

  it.each([
    [{}, 'TOKEN_KEY is not set, and neither is TOKEN_KEYS_FILE'],
    [{ TOKEN_KEY: key, TOKEN_KEYS_FILE: good }, 'TOKEN_KEY conflicts with TOKEN_KEYS_FILE'],
    [{ TOKEN_KEY: 'canary' }, 'TOKEN_KEY is too small or too short (minimum 32)'],
    [{ TOKEN_KEYS_FILE: '/nowhere' }, 'TOKEN_KEYS_FILE names a file that cannot be read'],
    [{ TOKEN_KEYS_FILE: bad }, 'TOKEN_KEYS_FILE names an invalid file: keys.0.key must have 32 characters'],
  ])('rejects %j', (env, reason) => {
    expect(() => read(env)).toThrow(reason);
    expect(() => read(env)).not.toThrow('canary');
  });
});
