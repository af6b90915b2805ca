// Authorises each HTTP request. Default deny: a handler without a decorator is closed to everyone.
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, accessKey } from './access.ts';
import { AuthRefusals } from './auth-refusals.ts';
import { Authenticator, authOptionsToken } from './authenticator.ts';
import type { AuthOptions } from './options.ts';
import { hasScopes } from './principal.ts';

@Injectable()
export class AuthGuard implements CanActivate {
  private readonly options: AuthOptions;
  private readonly authenticator: Authenticator;
  private readonly reflector: Reflector;
  private readonly refusals: AuthRefusals;

  constructor(
    @Inject(authOptionsToken) options: AuthOptions,
    authenticator: Authenticator,
    reflector: Reflector,
    refusals: AuthRefusals,
  ) {
    this.options = options;
    this.authenticator = authenticator;
    this.reflector = reflector;
    this.refusals = refusals;
  }

  /** Message handlers have no HTTP caller and always pass. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.accessTo(context);
    if (access === 'public') return true;
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const result = await this.authenticator.authenticate(http.getRequest<FastifyRequest>());
    if ('failure' in result) throw this.refusals.unauthenticated(reply, result.failure);
    if (access === undefined || !hasScopes(result.principal, access)) throw this.refusals.forbidden(reply);
    return true;
  }

  private accessTo(context: ExecutionContext): Access | undefined {
    if (this.options.publicControllers?.includes(context.getClass())) return 'public';
    return this.reflector.getAllAndOverride<Access | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
  }
}
