// Parses an Authorization header (RFC 6750). Pure.

const bearer = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i;

/** The token; null if there is no header; undefined if the header is not a valid bearer token. */
export function bearerToken(header: string | string[] | undefined): string | null | undefined {
  if (header === undefined || header === '') return null;
  return typeof header === 'string' ? bearer.exec(header)?.[1] : undefined;
}
