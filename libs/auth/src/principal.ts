// The authenticated identity of a request, and why authentication can fail. Pure.

export interface Principal {
  /** `none` while authentication is off. */
  kind: 'jwt' | 'api-key' | 'none';
  /** Subject of the JWT, or id of the API key. May identify a person: never put it into a log, span or metric unhashed. */
  id: string;
  /** Every read and write is limited to this tenant. */
  tenant: string;
  scopes: readonly string[];
}

/** Why authentication failed. For metrics and traces; never sent to clients. */
export type AuthFailure =
  | 'missing-credential'
  | 'malformed-credential'
  | 'unknown-key'
  | 'wrong-signature'
  | 'wrong-algorithm'
  | 'wrong-claims'
  | 'expired'
  | 'issuer-unavailable';

/** Result of authenticating a request. */
export type Authentication = { principal: Principal } | { failure: AuthFailure };

/** 1 to 64 characters of `A-Z a-z 0-9 . _ -`, the first a letter or digit: safe in keys, paths and log lines. */
export const tenantPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** RFC 6749's scope-token without the comma, which separates scopes in the API keys file. */
export const scopePattern = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,128}$/;

/** True if the principal has all of the scopes. While authentication is off, always true. */
export function hasScopes(principal: Principal, required: readonly string[]): boolean {
  return principal.kind === 'none' || required.every((scope) => principal.scopes.includes(scope));
}
