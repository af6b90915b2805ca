// Who a request comes from, and what is known of them without asking anyone. Pure.

export interface Principal {
  /** `none` where authentication is switched off. */
  kind: 'jwt' | 'api-key' | 'none';
  /** Subject of the token, or id of the key. It may be a person's: not for a log, a span or a metric as it is. */
  id: string;
  /** Whose data this is about. Every read and write is limited to it. */
  tenant: string;
  scopes: readonly string[];
}

/** Why a credential was not taken. For metrics and traces; a client never hears it. */
export type Refusal =
  | 'missing-credential'
  | 'malformed-credential'
  | 'unknown-key'
  | 'wrong-signature'
  | 'wrong-algorithm'
  | 'wrong-claims'
  | 'expired'
  | 'issuer-unavailable';

export type Authentication = { principal: Principal } | { refusal: Refusal };

/** 1 to 64 of `A-Z a-z 0-9 . _ -`, the first a letter or digit: safe in a key, a path and a log line. */
export const tenantPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** RFC 6749's scope-token, without the comma that separates scopes in a file of keys. */
export const scopePattern = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,128}$/;

/** True if the principal has every one of the scopes. With authentication switched off everyone may do everything. */
export function mayUse(principal: Principal, required: readonly string[]): boolean {
  return principal.kind === 'none' || required.every((scope) => principal.scopes.includes(scope));
}
