// Authorises each HTTP request. Default deny: a handler without a decorator is closed to everyone.
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Metrics } from '@ringtrace/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, accessKey } from './access.ts';
import {
  AuthUnavailableException,
  ForbiddenScopeException,
  UnauthenticatedException,
} from './auth.exceptions.ts';
import { Authenticator, authOptionsToken } from './authenticator.ts';
import type { AuthOptions } from './options.ts';
import { type AuthFailure, hasScopes } from './principal.ts';

@Injectable()
export class AuthGuard implements CanActivate {
  private readonly options: AuthOptions;
  private readonly authenticator: Authenticator;
  private readonly reflector: Reflector;
  private readonly refusals;

  constructor(
    @Inject(authOptionsToken) options: AuthOptions,
    authenticator: Authenticator,
    reflector: Reflector,
    metrics: Metrics,
  ) {
    this.options = options;
    this.authenticator = authenticator;
    this.reflector = reflector;
    this.refusals = metrics.counter(
      'auth_refusals_total',
      'Requests rejected with 401, 403 or 503, by reason',
      ['reason'],
    );
  }

  /** Message handlers have no HTTP caller and always pass. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.accessTo(context);
    if (access === 'public') return true;
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const result = await this.authenticator.authenticate(http.getRequest<FastifyRequest>());
    if ('failure' in result) throw this.unauthenticated(reply, result.failure);
    if (access === undefined || !hasScopes(result.principal, access)) throw this.forbidden(reply);
    return true;
  }

  private accessTo(context: ExecutionContext): Access | undefined {
    if (this.options.publicControllers?.includes(context.getClass())) return 'public';
    return this.reflector.getAllAndOverride<Access | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
  }

  private unauthenticated(reply: FastifyReply, failure: AuthFailure): Error {
    this.refusals.inc({ reason: failure });
    setProblemHeaders(reply);
    if (failure === 'issuer-unavailable') {
      void reply.header('retry-after', '5');
      return new AuthUnavailableException();
    }
    // RFC 6750: no error code if there was no credential. For a bad one, nothing more specific than invalid_token.
    this.challenge(reply, failure === 'missing-credential' ? '' : ', error="invalid_token"');
    return new UnauthenticatedException();
  }

  private forbidden(reply: FastifyReply): Error {
    this.refusals.inc({ reason: 'missing-scope' });
    setProblemHeaders(reply);
    this.challenge(reply, ', error="insufficient_scope"');
    return new ForbiddenScopeException();
  }

  private challenge(reply: FastifyReply, error: string): void {
    void reply.header('www-authenticate', `Bearer realm="${this.options.realm ?? 'api'}"${error}`);
  }
}

function setProblemHeaders(reply: FastifyReply): void {
  void reply
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store');
}
