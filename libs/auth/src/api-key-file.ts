// The API keys file: one line per key, hashes only. Pure.
import type { ApiKeyRecord } from './api-key.ts';
import { scopePattern, tenantPattern } from './principal.ts';

/** A line is invalid. The whole file is rejected, so that a typo never removes or widens a permission silently. */
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
 * Keys by id. Empty lines and lines that begin with `#` are skipped. A file without keys is valid and lets nobody in.
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
  const check = (isValid: boolean, what: string) => {
    if (!isValid) throw new ApiKeyLineError(`${where} has ${what}`);
  };
  check(more.length === 0, 'more than five parts');
  check(/^[a-z0-9]{12}$/.test(id), 'an id that is not 12 characters of a-z 0-9');
  check(tenantPattern.test(tenant), 'an invalid tenant');
  check(
    scopeList.every((scope) => scopePattern.test(scope)),
    'invalid scopes',
  );
  check(
    expiry === 'never' || (dateTime.test(expiry) && Date.parse(expiry) > 0),
    'an expiry that is neither a UTC date-time nor "never"',
  );
  check(/^sha256:[A-Za-z0-9_-]{43}$/.test(hash) && bytes.length === 32, 'no SHA-256 hash');
  const expiresAtMs = expiry === 'never' ? undefined : Date.parse(expiry);
  return { id, tenant, scopes: scopeList, expiresAtMs, hash: bytes };
}
