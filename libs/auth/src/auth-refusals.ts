// The answers to rejected callers, counted by reason.
import { Inject, Injectable } from '@nestjs/common';
import { Metrics } from '@ringtrace/telemetry';
import type { FastifyReply } from 'fastify';
import {
  AuthUnavailableException,
  ForbiddenScopeException,
  UnauthenticatedException,
} from './auth.exceptions.ts';
import { authOptionsToken } from './authenticator.ts';
import type { AuthOptions } from './options.ts';
import type { AuthFailure } from './principal.ts';

@Injectable()
export class AuthRefusals {
  private readonly realm: string;
  private readonly refusals;

  constructor(@Inject(authOptionsToken) options: AuthOptions, metrics: Metrics) {
    this.realm = options.realm ?? 'api';
    this.refusals = metrics.counter(
      'auth_refusals_total',
      'Requests rejected with 401, 403 or 503, by reason',
      ['reason'],
    );
  }

  /** Sets the headers of the answer, and returns the error to throw. */
  unauthenticated(reply: FastifyReply, failure: AuthFailure): Error {
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

  /** As `unauthenticated`, for an authenticated caller without the scope. */
  forbidden(reply: FastifyReply): Error {
    this.refusals.inc({ reason: 'missing-scope' });
    setProblemHeaders(reply);
    this.challenge(reply, ', error="insufficient_scope"');
    return new ForbiddenScopeException();
  }

  private challenge(reply: FastifyReply, error: string): void {
    void reply.header('www-authenticate', `Bearer realm="${this.realm}"${error}`);
  }
}

function setProblemHeaders(reply: FastifyReply): void {
  void reply
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store');
}
