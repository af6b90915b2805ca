// The three ways in which a caller is turned away, as RFC 9457 problems. They are the same for every reason, so that an answer
// teaches nothing about keys, tokens, scopes or routes.
import { HttpException, HttpStatus } from '@nestjs/common';

/** 401: no credential, or one that is of no use. Another credential helps. */
export class UnauthenticatedException extends HttpException {
  constructor() {
    super(
      { type: '/problems/unauthenticated', title: 'A valid credential is needed', status: 401 },
      HttpStatus.UNAUTHORIZED,
    );
  }
}

/** 403: known, but not allowed to. */
export class ForbiddenScopeException extends HttpException {
  constructor() {
    super({ type: '/problems/forbidden', title: 'This is not allowed', status: 403 }, HttpStatus.FORBIDDEN);
  }
}

/** 503: whether the credential is good cannot be found out now. Coming again helps. */
export class AuthUnavailableException extends HttpException {
  constructor() {
    super(
      { type: '/problems/unavailable', title: 'Not available now', status: 503 },
      HttpStatus.SERVICE_UNAVAILABLE,
    );
  }
}
