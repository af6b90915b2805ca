// The three responses to a rejected caller, as RFC 9457 problems. Each is the same for every reason, so that responses reveal
// nothing about keys, tokens, scopes or routes.
import { HttpException, HttpStatus } from '@nestjs/common';

/** 401: the credential is missing or invalid. */
export class UnauthenticatedException extends HttpException {
  constructor() {
    super(
      { type: '/problems/unauthenticated', title: 'A valid credential is required', status: 401 },
      HttpStatus.UNAUTHORIZED,
    );
  }
}

/** 403: authenticated, but not authorised. */
export class ForbiddenScopeException extends HttpException {
  constructor() {
    super({ type: '/problems/forbidden', title: 'Access denied', status: 403 }, HttpStatus.FORBIDDEN);
  }
}

/** 503: the credential cannot be verified now. Retrying helps. */
export class AuthUnavailableException extends HttpException {
  constructor() {
    super(
      { type: '/problems/unavailable', title: 'Service temporarily unavailable', status: 503 },
      HttpStatus.SERVICE_UNAVAILABLE,
    );
  }
}
