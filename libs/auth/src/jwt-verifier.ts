// Verifies a JSON Web Token and turns it into a principal. jose checks signature, issuer, audience, times and claims.
import type { Logger } from '@ringtrace/telemetry';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { IssuerKeys, type IssuerKeysOptions, IssuerUnavailableError } from './issuer-keys.ts';
import { type Authentication, type AuthFailure, tenantPattern } from './principal.ts';

/** Asymmetric algorithms only: with a shared secret, everyone who can verify a token can also forge one. */
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
  /** The token must name one of these; a token for another service is rejected. */
  audience: string[];
  /** Default RS256, PS256, ES256, EdDSA. */
  algorithms?: (typeof tokenAlgorithms)[number][];
  /** Tolerated clock skew. Default 30. */
  clockToleranceSeconds?: number;
  /** Claims that a token must have in addition to `exp`, `sub` and the tenant. */
  requiredClaims?: string[];
  /** Claim that contains the tenant. Default `tenant`. */
  tenantClaim?: string;
  /** Claim that contains the scopes, as a space-separated string or a list. Default `scope`. */
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
      return { failure: tokenFailureOf(error) };
    }
  }

  private toPrincipal(payload: JWTPayload): Authentication {
    const { sub } = payload;
    const tenant = payload[this.tenantClaim];
    if (typeof sub !== 'string' || sub === '' || typeof tenant !== 'string' || !tenantPattern.test(tenant))
      return { failure: 'wrong-claims' };
    const scopes = parseScopes(payload[this.options.scopeClaim ?? 'scope']);
    return { principal: { kind: 'jwt', id: sub, tenant, scopes } };
  }
}

function parseScopes(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((scope) => scope !== '');
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}

const failuresByCode = new Map<string, AuthFailure>([
  ['ERR_JWT_EXPIRED', 'expired'],
  ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'wrong-claims'],
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'wrong-signature'],
  ['ERR_JOSE_ALG_NOT_ALLOWED', 'wrong-algorithm'],
  ['ERR_JWKS_NO_MATCHING_KEY', 'unknown-key'],
  ['ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'unknown-key'],
]);

function tokenFailureOf(error: unknown): AuthFailure {
  // JWKSTimeout: the fetch of the keys timed out.
  if (error instanceof IssuerUnavailableError || error instanceof errors.JWKSTimeout)
    return 'issuer-unavailable';
  // Anything else that cannot be verified is rejected, for example a key of an unusable type.
  return failuresByCode.get((error as { code?: string }).code ?? '') ?? 'malformed-credential';
}
