// What an Authorization header holds (RFC 6750). Pure.

const bearer = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i;

/** The token; null: there is no header; undefined: there is one, of no use. */
export function bearerToken(header: string | string[] | undefined): string | null | undefined {
  if (header === undefined || header === '') return null;
  return typeof header === 'string' ? bearer.exec(header)?.[1] : undefined;
}
