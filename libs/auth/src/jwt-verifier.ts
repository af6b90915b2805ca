// A JSON Web Token of a known issuer to a principal. Signature, issuer, audience, time and claims by jose.
import type { Logger } from '@ringtrace/telemetry';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { IssuerKeys, type IssuerKeysOptions, IssuerUnavailableError } from './issuer-keys.ts';
import { type Authentication, type Refusal, tenantPattern } from './principal.ts';

/** Asymmetric ones only: with a shared secret everyone who can check a token can make one. */
export const tokenAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

export interface JwtOptions extends IssuerKeysOptions {
  issuer: string;
  /** One of them must be in the token: a token for another service is of no use here. */
  audience: string[];
  /** Default RS256, PS256, ES256, EdDSA. */
  algorithms?: (typeof tokenAlgorithms)[number][];
  /** How far clocks may differ. Default 30. */
  clockToleranceSeconds?: number;
  /** Claims that a token must have, beside `exp`, `sub` and the tenant. */
  requiredClaims?: string[];
  /** Name of the claim that holds the tenant. Default `tenant`. */
  tenantClaim?: string;
  /** Name of the claim that holds the scopes, as text with spaces between or as a list. Default `scope`. */
  scopeClaim?: string;
}

export class JwtVerifier {
  readonly keys: IssuerKeys;
  private readonly options: JwtOptions;
  private readonly tenantClaim: string;

  constructor(options: JwtOptions, logger: Logger) {
    this.keys = new IssuerKeys(options, logger);
    this.options = options;
    this.tenantClaim = options.tenantClaim ?? 'tenant';
  }

  async authenticate(token: string): Promise<Authentication> {
    const { issuer, audience, algorithms, clockToleranceSeconds = 30, requiredClaims = [] } = this.options;
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        issuer,
        audience,
        algorithms: algorithms ?? ['RS256', 'PS256', 'ES256', 'EdDSA'],
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'sub', this.tenantClaim, ...requiredClaims],
      });
      return this.toPrincipal(payload);
    } catch (error) {
      return { refusal: tokenFailureOf(error) };
    }
  }

  private toPrincipal(payload: JWTPayload): Authentication {
    const { sub } = payload;
    const tenant = payload[this.tenantClaim];
    if (typeof sub !== 'string' || sub === '' || typeof tenant !== 'string' || !tenantPattern.test(tenant))
      return { refusal: 'wrong-claims' };
    const scopes = scopesIn(payload[this.options.scopeClaim ?? 'scope']);
    return { principal: { kind: 'jwt', id: sub, tenant, scopes } };
  }
}

function scopesIn(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((scope) => scope !== '');
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}

const refusals = new Map<string, Refusal>([
  ['ERR_JWT_EXPIRED', 'expired'],
  ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'wrong-claims'],
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'wrong-signature'],
  ['ERR_JOSE_ALG_NOT_ALLOWED', 'wrong-algorithm'],
  ['ERR_JWKS_NO_MATCHING_KEY', 'unknown-key'],
  ['ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'unknown-key'],
]);

function tokenFailureOf(error: unknown): Refusal {
  // Also what jose makes of a deadline.
  if (error instanceof IssuerUnavailableError || error instanceof errors.JWKSTimeout)
    return 'issuer-unavailable';
  // Whatever else cannot be verified, a key of a kind that cannot be used among it, is not let in.
  return refusals.get((error as { code?: string }).code ?? '') ?? 'malformed-credential';
}
