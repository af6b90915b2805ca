// The API keys that are valid now, from a mounted file that may change at any time.
import { timingSafeEqual } from 'node:crypto';
import { MountedFile } from '@ringtrace/mounted-file';
import type { Logger } from '@ringtrace/telemetry';
import { type ApiKeyRecord, apiKeyId, hashOf } from './api-key.ts';
import { parseApiKeyFile } from './api-key-file.ts';
import type { Authentication } from './principal.ts';

export interface ApiKeysOptions {
  /** Lines as `npm run api-key` prints them. */
  file: string;
  /** How often the file is looked at: so long at most does a revoked key live on. Default 5,000. */
  reloadMs?: number;
}

/** Compared where no key has the id, so that the time of an answer does not tell which ids exist. */
const nobodysHash = Buffer.alloc(32);

export class ApiKeys {
  private readonly keys: MountedFile<Map<string, ApiKeyRecord>>;

  /** @throws MountedFileError if the file is of no use at the start */
  constructor({ file, reloadMs }: ApiKeysOptions, logger: Logger) {
    this.keys = new MountedFile({ file, what: 'API keys', parse: parseApiKeyFile, reloadMs }, logger);
  }

  /** Takes the same time for an unknown id as for a wrong secret. */
  authenticate(text: string, nowMs: number): Authentication {
    const id = apiKeyId(text);
    if (id === undefined) return { refusal: 'malformed-credential' };
    const record = this.keys.value.get(id);
    const isRight = timingSafeEqual(hashOf(text), record?.hash ?? nobodysHash);
    if (record === undefined || !isRight) return { refusal: 'unknown-key' };
    if (record.expiresAtMs !== undefined && record.expiresAtMs <= nowMs) return { refusal: 'expired' };
    return { principal: { kind: 'api-key', id, tenant: record.tenant, scopes: record.scopes } };
  }

  close(): void {
    this.keys.close();
  }
}
