// Who is calling? Found out once for each request, at the server's door, so that whatever comes later (limits, guards,
// handlers, traces) finds the answer.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@ringtrace/telemetry';
import { apiKeyId } from './api-key.ts';
import { ApiKeys } from './api-keys.ts';
import { bearerToken } from './bearer-token.ts';
import { JwtVerifier } from './jwt-verifier.ts';
import type { AuthOptions } from './options.ts';
import type { Authentication, Principal } from './principal.ts';

/** Injection token of the `AuthOptions`. */
export const AUTH_OPTIONS = Symbol('AuthOptions');

/** The part of a request that is looked at; also the key under which the answer is kept. */
export interface RequestLike {
  headers: { authorization?: string | undefined };
}

const known = new WeakMap<object, Authentication>();

/** Undefined for a request that was refused, or that no authenticator has seen. */
export function principalOf(request: object): Principal | undefined {
  const found = known.get(request);
  return found && 'principal' in found ? found.principal : undefined;
}

/** Why a request has no principal; undefined if it has one, or was not looked at. For traces, not for clients. */
export function authFailureOf(request: object) {
  const found = known.get(request);
  return found && 'refusal' in found ? found.refusal : undefined;
}

@Injectable()
export class Authenticator implements OnApplicationShutdown {
  private readonly everyone: Authentication | undefined;
  private readonly jwt: JwtVerifier | undefined;
  private readonly apiKeys: ApiKeys | undefined;

  /** @throws MountedFileError if the file of keys is of no use */
  constructor(@Inject(AUTH_OPTIONS) { methods }: AuthOptions, @Inject(LOGGER) logger: Logger) {
    if ('none' in methods) {
      const { tenant } = methods.none;
      this.everyone = { principal: { kind: 'none', id: 'anyone', tenant, scopes: [] } };
      logger.warn('authentication is OFF: whoever reaches this port may do everything');
      return;
    }
    this.jwt = methods.jwt && new JwtVerifier(methods.jwt, logger);
    this.apiKeys = methods.apiKeys && new ApiKeys(methods.apiKeys, logger);
    // So that the first request need not wait; if the issuer is away, the next one asks again.
    this.jwt?.keys.refresh();
  }

  /** Never throws. The first answer for a request stands. */
  async authenticate(request: RequestLike): Promise<Authentication> {
    const found = known.get(request) ?? (await this.decide(request.headers.authorization));
    known.set(request, found);
    return found;
  }

  onApplicationShutdown(): void {
    this.apiKeys?.close();
  }

  private async decide(header: string | undefined): Promise<Authentication> {
    if (this.everyone) return this.everyone;
    const token = bearerToken(header);
    if (token === null) return { refusal: 'missing-credential' };
    if (token === undefined) return { refusal: 'malformed-credential' };
    if (this.apiKeys && (apiKeyId(token) !== undefined || !this.jwt))
      return this.apiKeys.authenticate(token, Date.now());
    return (await this.jwt?.authenticate(token)) ?? { refusal: 'malformed-credential' };
  }
}
