// May this caller do this? Default deny: a handler that says nothing is closed to everyone.
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Metrics } from '@ringtrace/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS, type Access } from './access.ts';
import {
  AuthUnavailableException,
  ForbiddenScopeException,
  UnauthenticatedException,
} from './auth.exceptions.ts';
import { AUTH_OPTIONS, Authenticator } from './authenticator.ts';
import type { AuthOptions } from './options.ts';
import { mayUse, type Refusal } from './principal.ts';

@Injectable()
export class AuthGuard implements CanActivate {
  private readonly options: AuthOptions;
  private readonly authenticator: Authenticator;
  private readonly reflector: Reflector;
  private readonly refused;

  constructor(
    @Inject(AUTH_OPTIONS) options: AuthOptions,
    authenticator: Authenticator,
    reflector: Reflector,
    metrics: Metrics,
  ) {
    this.options = options;
    this.authenticator = authenticator;
    this.reflector = reflector;
    this.refused = metrics.counter('auth_refusals_total', 'Requests turned away, by reason', ['reason']);
  }

  /** Message handlers have no caller over HTTP: they pass. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.accessTo(context);
    if (access === 'public') return true;
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const caller = await this.authenticator.authenticate(http.getRequest<FastifyRequest>());
    if ('refusal' in caller) throw this.unauthenticated(reply, caller.refusal);
    if (access === undefined || !mayUse(caller.principal, access)) throw this.forbidden(reply);
    return true;
  }

  private accessTo(context: ExecutionContext): Access | undefined {
    if (this.options.publicControllers?.includes(context.getClass())) return 'public';
    return this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
  }

  private unauthenticated(reply: FastifyReply, refusal: Refusal): Error {
    this.refused.inc({ reason: refusal });
    prepare(reply);
    if (refusal === 'issuer-unavailable') {
      void reply.header('retry-after', '5');
      return new AuthUnavailableException();
    }
    // RFC 6750: no error code where there was no credential. Of a bad one no more is said than that it is.
    this.challenge(reply, refusal === 'missing-credential' ? '' : ', error="invalid_token"');
    return new UnauthenticatedException();
  }

  private forbidden(reply: FastifyReply): Error {
    this.refused.inc({ reason: 'missing-scope' });
    prepare(reply);
    this.challenge(reply, ', error="insufficient_scope"');
    return new ForbiddenScopeException();
  }

  private challenge(reply: FastifyReply, more: string): void {
    void reply.header('www-authenticate', `Bearer realm="${this.options.realm ?? 'api'}"${more}`);
  }
}

function prepare(reply: FastifyReply): void {
  void reply
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store');
}
