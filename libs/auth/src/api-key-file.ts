// The file of API keys: one line each, hashes only. Pure.
import type { ApiKeyRecord } from './api-key.ts';
import { scopePattern, tenantPattern } from './principal.ts';

/** A line that is none of a key: the whole file is refused, so that a slip never drops or widens a right silently. */
export class ApiKeyLineError extends Error {
  override readonly name = 'ApiKeyLineError';
}

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** `<id> <tenant> <scope,scope> <expiry in UTC, or never> sha256:<base64url>` */
export function formatApiKeyLine({ id, tenant, scopes, expiresAtMs, hash }: ApiKeyRecord): string {
  const expiry = expiresAtMs === undefined ? 'never' : new Date(expiresAtMs).toISOString();
  return `${id} ${tenant} ${scopes.join(',')} ${expiry} sha256:${hash.toString('base64url')}`;
}

/**
 * Keys by id. Empty lines and lines that begin with `#` are skipped; a file without any key is one that lets nobody in.
 * @throws ApiKeyLineError naming the line and what is wrong, never its content
 */
export function parseApiKeyFile(text: string): Map<string, ApiKeyRecord> {
  const keys = new Map<string, ApiKeyRecord>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const record = parseLine(line, `line ${index + 1}`);
    if (keys.has(record.id)) throw new ApiKeyLineError(`line ${index + 1} repeats the id of an earlier key`);
    keys.set(record.id, record);
  }
  return keys;
}

function parseLine(line: string, where: string): ApiKeyRecord {
  const [id = '', tenant = '', scopes = '', expiry = '', hash = '', ...more] = line.trim().split(/\s+/);
  const scopeList = scopes.split(',');
  const bytes = Buffer.from(hash.replace(/^sha256:/, ''), 'base64url');
  const check = (isRight: boolean, what: string) => {
    if (!isRight) throw new ApiKeyLineError(`${where} has ${what}`);
  };
  check(more.length === 0, 'more than five parts');
  check(/^[a-z0-9]{12}$/.test(id), 'an id that is not 12 of a-z 0-9');
  check(tenantPattern.test(tenant), 'a tenant that is none');
  check(
    scopeList.every((scope) => scopePattern.test(scope)),
    'scopes that are none',
  );
  check(
    expiry === 'never' || (dateTime.test(expiry) && Date.parse(expiry) > 0),
    'an expiry that is neither a date-time in UTC nor "never"',
  );
  check(/^sha256:[A-Za-z0-9_-]{43}$/.test(hash) && bytes.length === 32, 'no SHA-256 hash');
  const expiresAtMs = expiry === 'never' ? undefined : Date.parse(expiry);
  return { id, tenant, scopes: scopeList, expiresAtMs, hash: bytes };
}
