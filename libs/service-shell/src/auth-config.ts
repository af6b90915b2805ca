// The variables of every service that is asked over HTTP: how its clients show who they are. With nothing set a service does
// not start: an open door is never an oversight.
import { readFileSync } from 'node:fs';
import { ApiKeyLineError, type AuthOptions, parseApiKeyFile, tokenAlgorithms } from '@ringtrace/auth';
import { defaultTenant } from '@ringtrace/contracts';
import { MetricsController } from '@ringtrace/telemetry';
import { z } from 'zod';
import { type ConfigRule, checksOf } from './config-rule.ts';
import { wholeNumber } from './process-config.ts';

type Algorithm = (typeof tokenAlgorithms)[number];

const isAlgorithm = (text: string): text is Algorithm =>
  (tokenAlgorithms as readonly string[]).includes(text);
const claimName = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const nameList = z
  .string()
  .regex(/^[^\s,]+(\s*,\s*[^\s,]+)*$/)
  .transform((list) => list.split(/\s*,\s*/));

/** For the schema of a service: `z.object({ ...authConfig(), … }).check(...authRules)`. */
export function authConfig() {
  return {
    AUTH_MODE: z
      .enum(['required', 'none'])
      .default('required')
      .describe('none lets whoever reaches the port do everything: for a laptop, refused in production'),
    AUTH_API_KEYS_FILE: z.string().check(holdsKeys).optional().meta({
      description: 'File of API keys, a line each as npm run api-key prints it; read again when it changes',
      mountedFile: true,
    }),
    AUTH_JWT_JWKS_URL: z
      .string()
      .refine(isJwksUrl, 'is not https:// (http:// only to this machine), or holds a login')
      .optional()
      .describe("Where the issuer of clients' tokens publishes its keys"),
    AUTH_JWT_ISSUER: z.string().optional().describe('What tokens have as iss, to the letter'),
    AUTH_JWT_AUDIENCE: nameList
      .optional()
      .describe('What tokens have in aud: one of these, with commas between'),
    AUTH_JWT_ALGORITHMS: nameList
      .refine((list) => list.every(isAlgorithm), `knows only ${tokenAlgorithms.join(', ')}`)
      .transform((list) => list.filter(isAlgorithm))
      .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
      .describe('Signature algorithms that are taken, with commas between'),
    AUTH_JWT_CLOCK_TOLERANCE_SECONDS: wholeNumber(0, 300, 30).describe('How far clocks may differ'),
    AUTH_JWT_REQUIRED_CLAIMS: nameList
      .optional()
      .describe('Claims that tokens must have beside exp, sub and the tenant, with commas between'),
    AUTH_JWT_TENANT_CLAIM: claimName.default('tenant').describe('Claim that names the tenant'),
    AUTH_JWT_SCOPE_CLAIM: claimName
      .default('scope')
      .describe('Claim that holds the scopes: text with spaces between, or a list'),
    AUTH_JWT_MAX_STALE_SECONDS: wholeNumber(60, 2_592_000, 86_400).describe(
      'How long known keys of the issuer count while it is away',
    ),
    NODE_ENV: z.string().optional().describe('production, as in the images, refuses AUTH_MODE=none'),
  };
}

type AuthConfig = z.infer<z.ZodObject<ReturnType<typeof authConfig>>>;
type Rule = ConfigRule<AuthConfig>;

const isConfigured = ({ AUTH_API_KEYS_FILE, AUTH_JWT_JWKS_URL }: Partial<AuthConfig>) =>
  AUTH_API_KEYS_FILE !== undefined || AUTH_JWT_JWKS_URL !== undefined;

const rules: Rule[] = [
  {
    variable: 'AUTH_MODE',
    reason: 'is not none, and neither AUTH_API_KEYS_FILE nor AUTH_JWT_JWKS_URL is set',
    isBroken: (config) => config.AUTH_MODE === 'required' && !isConfigured(config),
  },
  {
    variable: 'AUTH_MODE',
    reason: 'is none, but AUTH_API_KEYS_FILE or AUTH_JWT_JWKS_URL is set',
    isBroken: (config) => config.AUTH_MODE === 'none' && isConfigured(config),
  },
  {
    variable: 'AUTH_MODE',
    reason: 'may not be none while NODE_ENV is production',
    isBroken: (config) => config.AUTH_MODE === 'none' && config.NODE_ENV === 'production',
  },
  ...(['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE'] as const).flatMap((variable): Rule[] => [
    {
      variable,
      reason: 'is not set, but AUTH_JWT_JWKS_URL needs it',
      isBroken: (config) => config.AUTH_JWT_JWKS_URL !== undefined && config[variable] === undefined,
    },
    {
      variable,
      reason: 'is of no use without AUTH_JWT_JWKS_URL',
      isBroken: (config) => config.AUTH_JWT_JWKS_URL === undefined && config[variable] !== undefined,
    },
  ]),
];

/** What may not be set together, for the schema of a service: `z.object({ … }).check(...authRules)`. */
export const authRules = checksOf(rules);

/** What auth wants to know. Health and metrics are public: probes and scrapers carry no credential. */
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

// Found out now, by line, and not by a process that dies later. That it can be read at all is looked at elsewhere.
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
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere);
}
