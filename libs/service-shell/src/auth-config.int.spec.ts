import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey, formatApiKeyLine, tenantPattern } from '@ringtrace/auth';
import { tenantId } from '@ringtrace/contracts';
import { z } from 'zod';
import { authConfig, authOptions, authRules } from './auth-config.ts';
import { readConfig } from './read-config.ts';

const schema = z.object(authConfig()).check(...authRules);
const read = (env: Record<string, string>) => readConfig(schema, env);
const refusal = (env: Record<string, string>) => {
  try {
    read(env);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

const folder = mkdtempSync(join(tmpdir(), 'auth-config-'));
const keys = join(folder, 'keys');
const bad = join(folder, 'bad');
const { record } = createApiKey({ tenant: 'acme', scopes: ['a'], expiresAtMs: undefined });
writeFileSync(keys, `${formatApiKeyLine(record)}\n`);
writeFileSync(bad, `${formatApiKeyLine(record)}\ncanary`);
afterAll(() => rmSync(folder, { recursive: true }));

const jwt = {
  AUTH_JWT_JWKS_URL: 'https://issuer.example/jwks',
  AUTH_JWT_ISSUER: 'https://issuer.example/',
  AUTH_JWT_AUDIENCE: 'ringtrace, other',
};

describe('a service without a word on its clients', () => {
  it.each([{}, { AUTH_MODE: '' }, { AUTH_MODE: 'required' }, { NODE_ENV: 'development' }])(
    'does not start with %j',
    (env) => {
      expect(refusal(env)).toContain(
        'AUTH_MODE is not none, and neither AUTH_API_KEYS_FILE nor AUTH_JWT_JWKS_URL is set',
      );
    },
  );

  it('starts where that is wanted, but not in production', () => {
    expect(authOptions(read({ AUTH_MODE: 'none' })).methods).toEqual({ none: { tenant: 'default' } });
    expect(refusal({ AUTH_MODE: 'none', NODE_ENV: 'production' })).toContain('AUTH_MODE may not be none');
  });

  it('is not the same as one that has keys and takes none', () => {
    expect(refusal({ AUTH_MODE: 'none', AUTH_API_KEYS_FILE: keys })).toContain('AUTH_MODE is none, but');
  });
});

describe('clients', () => {
  it('have keys, tokens, or either', () => {
    expect(authOptions(read({ AUTH_API_KEYS_FILE: keys })).methods).toMatchObject({
      apiKeys: { file: keys },
    });
    expect(authOptions(read({ ...jwt, AUTH_API_KEYS_FILE: keys })).methods).toMatchObject({
      apiKeys: { file: keys },
      jwt: {
        jwksUrl: 'https://issuer.example/jwks',
        issuer: 'https://issuer.example/',
        audience: ['ringtrace', 'other'],
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        tenantClaim: 'tenant',
        maxStaleMs: 86_400_000,
      },
    });
  });

  it.each([
    [{ AUTH_API_KEYS_FILE: '/nowhere' }, 'AUTH_API_KEYS_FILE names a file that cannot be read'],
    [{ AUTH_API_KEYS_FILE: bad }, 'AUTH_API_KEYS_FILE names a file whose line 2 has an id'],
    [{ ...jwt, AUTH_JWT_ISSUER: '' }, 'AUTH_JWT_ISSUER is not set, but AUTH_JWT_JWKS_URL needs it'],
    [{ ...jwt, AUTH_JWT_AUDIENCE: '' }, 'AUTH_JWT_AUDIENCE is not set, but'],
    [{ ...jwt, AUTH_JWT_JWKS_URL: '', AUTH_API_KEYS_FILE: keys }, 'AUTH_JWT_ISSUER is of no use without'],
    [{ ...jwt, AUTH_JWT_JWKS_URL: 'http://issuer.example/jwks' }, 'AUTH_JWT_JWKS_URL is not https://'],
    [
      { ...jwt, AUTH_JWT_JWKS_URL: 'https://canary:canary@issuer.example' },
      'AUTH_JWT_JWKS_URL is not https://',
    ],
    [{ ...jwt, AUTH_JWT_ALGORITHMS: 'RS256,HS256' }, 'AUTH_JWT_ALGORITHMS knows only RS256'],
    [{ ...jwt, AUTH_JWT_ALGORITHMS: 'none' }, 'AUTH_JWT_ALGORITHMS knows only RS256'],
    [{ ...jwt, AUTH_JWT_CLOCK_TOLERANCE_SECONDS: '3600' }, 'AUTH_JWT_CLOCK_TOLERANCE_SECONDS is too large'],
  ])('are refused as %j', (env, reason) => {
    expect(refusal(env)).toContain(reason);
    expect(refusal(env)).not.toContain('canary');
  });
});

it('a tenant is the same to who lets it in and to who stores it', () => {
  for (const text of ['a', 'A.b_c-9', '-a', 'a b', 'a/b', '', 'a'.repeat(64), 'a'.repeat(65)])
    expect([text, tenantPattern.test(text)]).toEqual([text, tenantId.safeParse(text).success]);
});
