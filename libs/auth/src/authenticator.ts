// Authenticates each request once, in its first hook. Rate limits, guards, handlers and traces read the stored result.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Logger, loggerToken } from '@ringtrace/telemetry';
import { apiKeyId } from './api-key.ts';
import { ApiKeys } from './api-keys.ts';
import { bearerToken } from './bearer-token.ts';
import { JwtVerifier } from './jwt-verifier.ts';
import type { AuthOptions } from './options.ts';
import type { Authentication, AuthFailure, Principal } from './principal.ts';

/** Injection token of the `AuthOptions`. */
export const authOptionsToken = Symbol('AuthOptions');

/** The part of a request that is read. The request object is also the key of the stored result. */
export interface RequestLike {
  headers: { authorization?: string | undefined };
}

const results = new WeakMap<object, Authentication>();

/** The authenticated caller. Undefined if authentication failed or has not run. */
export function principalOf(request: object): Principal | undefined {
  const result = results.get(request);
  return result && 'principal' in result ? result.principal : undefined;
}

/** Why authentication failed. Undefined if it succeeded or has not run. For traces, never for clients. */
export function authFailureOf(request: object): AuthFailure | undefined {
  const result = results.get(request);
  return result && 'failure' in result ? result.failure : undefined;
}

@Injectable()
export class Authenticator implements OnApplicationShutdown {
  /** Everyone's principal while authentication is off. */
  private readonly anonymous: Authentication | undefined;
  private readonly jwt: JwtVerifier | undefined;
  private readonly apiKeys: ApiKeys | undefined;

  /** @throws MountedFileError if the API keys file is invalid */
  constructor(@Inject(authOptionsToken) { methods }: AuthOptions, @Inject(loggerToken) logger: Logger) {
    if ('none' in methods) {
      const { tenant } = methods.none;
      this.anonymous = { principal: { kind: 'none', id: 'anyone', tenant, scopes: [] } };
      logger.warn('authentication is OFF: anyone who can reach this port has full access');
      return;
    }
    this.jwt = methods.jwt && new JwtVerifier(methods.jwt, logger);
    this.apiKeys = methods.apiKeys && new ApiKeys(methods.apiKeys, logger);
    // Preload, so that the first request does not wait. If the issuer is unavailable, the next request retries.
    this.jwt?.keys.refresh();
  }

  /** Never throws. Runs once per request; later calls return the same result. */
  async authenticate(request: RequestLike): Promise<Authentication> {
    const result = results.get(request) ?? (await this.verify(request.headers.authorization));
    results.set(request, result);
    return result;
  }

  onApplicationShutdown(): void {
    this.apiKeys?.close();
  }

  private async verify(header: string | undefined): Promise<Authentication> {
    if (this.anonymous) return this.anonymous;
    const token = bearerToken(header);
    if (token === null) return { failure: 'missing-credential' };
    if (token === undefined) return { failure: 'malformed-credential' };
    if (this.apiKeys && (apiKeyId(token) !== undefined || !this.jwt))
      return this.apiKeys.authenticate(token, Date.now());
    return (await this.jwt?.authenticate(token)) ?? { failure: 'malformed-credential' };
  }
}
