import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey, formatApiKeyLine, tenantPattern } from '@ringtrace/auth';
import { tenantId } from '@ringtrace/contracts';
import { z } from 'zod';
import { authChecks, authConfig, authOptions } from './auth-config.ts';
import { readConfig } from './read-config.ts';

const schema = z.object(authConfig()).check(...authChecks);
const read = (env: Record<string, string>) => readConfig(schema, env);
/** The message of the ConfigError, or 'accepted'. */
const outcome = (env: Record<string, string>) => {
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

describe('AUTH_MODE', () => {
  it.each([{}, { AUTH_MODE: '' }, { AUTH_MODE: 'required' }, { NODE_ENV: 'development' }])(
    'rejects a configuration without authentication: %j',
    (env) => {
      expect(outcome(env)).toContain(
        'AUTH_MODE needs AUTH_API_KEYS_FILE or AUTH_JWT_JWKS_URL unless it is none',
      );
    },
  );

  it('none turns authentication off, but not in production', () => {
    expect(authOptions(read({ AUTH_MODE: 'none' })).methods).toEqual({ none: { tenant: 'default' } });
    expect(outcome({ AUTH_MODE: 'none', NODE_ENV: 'production' })).toContain('AUTH_MODE must not be none');
  });

  it('none cannot be combined with API keys', () => {
    expect(outcome({ AUTH_MODE: 'none', AUTH_API_KEYS_FILE: keys })).toContain('AUTH_MODE is none, but');
  });
});

describe('authentication methods', () => {
  it('are API keys, JWTs, or both', () => {
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
    [
      { ...jwt, AUTH_JWT_JWKS_URL: '', AUTH_API_KEYS_FILE: keys },
      'AUTH_JWT_ISSUER requires AUTH_JWT_JWKS_URL',
    ],
    [
      { ...jwt, AUTH_JWT_JWKS_URL: 'http://issuer.example/jwks' },
      'AUTH_JWT_JWKS_URL must be an https:// URL',
    ],
    [
      { ...jwt, AUTH_JWT_JWKS_URL: 'https://canary:canary@issuer.example' },
      'AUTH_JWT_JWKS_URL must be an https:// URL',
    ],
    [{ ...jwt, AUTH_JWT_ALGORITHMS: 'RS256,HS256' }, 'AUTH_JWT_ALGORITHMS supports only RS256'],
    [{ ...jwt, AUTH_JWT_ALGORITHMS: 'none' }, 'AUTH_JWT_ALGORITHMS supports only RS256'],
    [{ ...jwt, AUTH_JWT_CLOCK_TOLERANCE_SECONDS: '3600' }, 'AUTH_JWT_CLOCK_TOLERANCE_SECONDS is too large'],
  ])('are rejected if invalid: %j', (env, reason) => {
    expect(outcome(env)).toContain(reason);
    expect(outcome(env)).not.toContain('canary');
  });
});

it('auth and contracts accept the same tenant ids', () => {
  for (const text of ['a', 'A.b_c-9', '-a', 'a b', 'a/b', '', 'a'.repeat(64), 'a'.repeat(65)])
    expect([text, tenantPattern.test(text)]).toEqual([text, tenantId.safeParse(text).success]);
});
