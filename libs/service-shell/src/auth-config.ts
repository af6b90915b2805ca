// Environment variables for authentication, for every service with an HTTP API. With none of them set a service does not
// start, so that an open API is never an accident.
import { readFileSync } from 'node:fs';
import { ApiKeyLineError, type AuthOptions, parseApiKeyFile, tokenAlgorithms } from '@ringtrace/auth';
import { defaultTenant } from '@ringtrace/contracts';
import { MetricsController } from '@ringtrace/telemetry';
import { z } from 'zod';
import { type ConfigCheck, crossFieldChecks } from './config-check.ts';
import { wholeNumber } from './process-config.ts';

type Algorithm = (typeof tokenAlgorithms)[number];

const isAlgorithm = (text: string): text is Algorithm =>
  (tokenAlgorithms as readonly string[]).includes(text);
const claimName = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const nameList = z
  .string()
  .regex(/^[^\s,]+(\s*,\s*[^\s,]+)*$/)
  .transform((list) => list.split(/\s*,\s*/));

/** For the schema of a service: `z.object({ ...authConfig(), … }).check(...authChecks)`. */
export function authConfig() {
  return {
    AUTH_MODE: z
      .enum(['required', 'none'])
      .default('required')
      .describe('none turns authentication off: for a laptop, rejected in production'),
    AUTH_API_KEYS_FILE: z.string().check(holdsKeys).optional().meta({
      description: 'API keys file, one line per key as printed by npm run api-key; reloaded when it changes',
      mountedFile: true,
    }),
    AUTH_JWT_JWKS_URL: z
      .string()
      .refine(isJwksUrl, 'must be an https:// URL (http:// only for this machine) without credentials')
      .optional()
      .describe('JWKS URL of the token issuer'),
    AUTH_JWT_ISSUER: z.string().optional().describe('Expected iss claim, exactly'),
    AUTH_JWT_AUDIENCE: nameList
      .optional()
      .describe('Accepted aud claims, comma-separated; a token must have one of them'),
    AUTH_JWT_ALGORITHMS: nameList
      .refine((list) => list.every(isAlgorithm), `supports only ${tokenAlgorithms.join(', ')}`)
      .transform((list) => list.filter(isAlgorithm))
      .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
      .describe('Accepted signature algorithms, comma-separated'),
    AUTH_JWT_CLOCK_TOLERANCE_SECONDS: wholeNumber(0, 300, 30).describe('Tolerated clock skew'),
    AUTH_JWT_REQUIRED_CLAIMS: nameList
      .optional()
      .describe('Required claims in addition to exp, sub and the tenant, comma-separated'),
    AUTH_JWT_TENANT_CLAIM: claimName.default('tenant').describe('Claim that contains the tenant'),
    AUTH_JWT_SCOPE_CLAIM: claimName
      .default('scope')
      .describe('Claim that contains the scopes: a space-separated string or a list'),
    AUTH_JWT_MAX_STALE_SECONDS: wholeNumber(60, 2_592_000, 86_400).describe(
      'How long known issuer keys are accepted while the issuer is unavailable',
    ),
    NODE_ENV: z.string().optional().describe('production, as in the images, rejects AUTH_MODE=none'),
  };
}

type AuthConfig = z.infer<z.ZodObject<ReturnType<typeof authConfig>>>;
type Check = ConfigCheck<AuthConfig>;

const isConfigured = ({ AUTH_API_KEYS_FILE, AUTH_JWT_JWKS_URL }: Partial<AuthConfig>) =>
  AUTH_API_KEYS_FILE !== undefined || AUTH_JWT_JWKS_URL !== undefined;

const checks: Check[] = [
  {
    variable: 'AUTH_MODE',
    reason: 'needs AUTH_API_KEYS_FILE or AUTH_JWT_JWKS_URL unless it is none',
    isBroken: (config) => config.AUTH_MODE === 'required' && !isConfigured(config),
  },
  {
    variable: 'AUTH_MODE',
    reason: 'is none, but AUTH_API_KEYS_FILE or AUTH_JWT_JWKS_URL is set',
    isBroken: (config) => config.AUTH_MODE === 'none' && isConfigured(config),
  },
  {
    variable: 'AUTH_MODE',
    reason: 'must not be none while NODE_ENV is production',
    isBroken: (config) => config.AUTH_MODE === 'none' && config.NODE_ENV === 'production',
  },
  ...(['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE'] as const).flatMap((variable): Check[] => [
    {
      variable,
      reason: 'is not set, but AUTH_JWT_JWKS_URL needs it',
      isBroken: (config) => config.AUTH_JWT_JWKS_URL !== undefined && config[variable] === undefined,
    },
    {
      variable,
      reason: 'requires AUTH_JWT_JWKS_URL',
      isBroken: (config) => config.AUTH_JWT_JWKS_URL === undefined && config[variable] !== undefined,
    },
  ]),
];

/** Cross-field checks for the schema of a service: `z.object({ … }).check(...authChecks)`. */
export const authChecks = crossFieldChecks(checks);

/** Options of `AuthModule`. Health and metrics are public, because probes and scrapers send no credential. */
export function authOptions(config: Readonly<AuthConfig>): AuthOptions {
  const { AUTH_API_KEYS_FILE: file, AUTH_JWT_JWKS_URL: jwksUrl } = config;
  return {
    realm: 'ringtrace',
    publicControllers: [MetricsController],
    methods:
      config.AUTH_MODE === 'none'
        ? { none: { tenant: defaultTenant } }
        : {
            apiKeys: file === undefined ? undefined : { file },
            jwt:
              jwksUrl === undefined
                ? undefined
                : {
                    jwksUrl,
                    issuer: config.AUTH_JWT_ISSUER ?? '',
                    audience: config.AUTH_JWT_AUDIENCE ?? [],
                    algorithms: config.AUTH_JWT_ALGORITHMS,
                    clockToleranceSeconds: config.AUTH_JWT_CLOCK_TOLERANCE_SECONDS,
                    requiredClaims: config.AUTH_JWT_REQUIRED_CLAIMS ?? [],
                    tenantClaim: config.AUTH_JWT_TENANT_CLAIM,
                    scopeClaim: config.AUTH_JWT_SCOPE_CLAIM,
                    maxStaleMs: config.AUTH_JWT_MAX_STALE_SECONDS * 1_000,
                  },
          },
  };
}

// Reports an invalid file at startup, by line. readConfig checks that the file can be read at all.
function holdsKeys(payload: z.core.ParsePayload<string>): void {
  try {
    parseApiKeyFile(readFileSync(payload.value, 'utf8'));
  } catch (error) {
    if (error instanceof ApiKeyLineError)
      payload.issues.push({
        code: 'custom',
        input: payload.value,
        message: `names a file whose ${error.message}`,
      });
  }
}

function isJwksUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal);
}
