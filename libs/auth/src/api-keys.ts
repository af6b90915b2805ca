// The valid API keys, from a mounted file that may change at any time.
import { timingSafeEqual } from 'node:crypto';
import { MountedFile } from '@ringtrace/mounted-file';
import type { Logger } from '@ringtrace/telemetry';
import { type ApiKeyRecord, apiKeyId, hashApiKey } from './api-key.ts';
import { parseApiKeyFile } from './api-key-file.ts';
import type { Authentication } from './principal.ts';

export interface ApiKeysOptions {
  /** Lines as `npm run api-key` prints them. */
  file: string;
  /** How often the file is checked, which is how long a revoked key can still be used. Default 5,000. */
  reloadMs?: number;
}

/** Compared for an unknown id, so that response times do not reveal which ids exist. */
const dummyHash = Buffer.alloc(32);

export class ApiKeys {
  private readonly keys: MountedFile<Map<string, ApiKeyRecord>>;

  /** @throws MountedFileError if the file is invalid at startup */
  constructor({ file, reloadMs }: ApiKeysOptions, logger: Logger) {
    this.keys = new MountedFile({ file, what: 'API keys', parse: parseApiKeyFile, reloadMs }, logger);
  }

  /** Takes the same time for an unknown id as for a wrong secret. */
  authenticate(text: string, nowMs: number): Authentication {
    const id = apiKeyId(text);
    if (id === undefined) return { failure: 'malformed-credential' };
    const record = this.keys.value.get(id);
    const hashMatches = timingSafeEqual(hashApiKey(text), record?.hash ?? dummyHash);
    if (record === undefined || !hashMatches) return { failure: 'unknown-key' };
    if (record.expiresAtMs !== undefined && record.expiresAtMs <= nowMs) return { failure: 'expired' };
    return { principal: { kind: 'api-key', id, tenant: record.tenant, scopes: record.scopes } };
  }

  close(): void {
    this.keys.close();
  }
}
