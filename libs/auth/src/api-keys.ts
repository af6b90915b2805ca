// The API keys that are valid now, from a mounted file that may change at any time.
import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Logger, SafeError } from '@ringtrace/telemetry';
import { type ApiKeyRecord, apiKeyId, hashOf } from './api-key.ts';
import { ApiKeyLineError, parseApiKeyFile } from './api-key-file.ts';
import type { Authentication } from './principal.ts';

/** The file cannot be read, or a line of it is wrong. Mending the file helps; nothing needs a restart. */
export class ApiKeyFileError extends SafeError {}

export interface ApiKeysOptions {
  /** Lines as `npm run api-key` prints them. */
  file: string;
  /** How often the file is looked at: so long at most does a revoked key live on. Default 5,000. */
  reloadMs?: number;
}

/** Compared where no key has the id, so that the time of an answer does not tell which ids exist. */
const nobodysHash = Buffer.alloc(32);

export class ApiKeys {
  private readonly file: string;
  private readonly logger: Logger;
  private readonly timer: NodeJS.Timeout;
  private keys: Map<string, ApiKeyRecord>;
  private text: string;
  private problem = '';

  /** @throws ApiKeyFileError if the file is of no use at the start */
  constructor({ file, reloadMs = 5_000 }: ApiKeysOptions, logger: Logger) {
    this.file = file;
    this.logger = logger;
    this.text = readText(file);
    this.keys = parse(this.text);
    this.timer = setInterval(() => this.reload(), reloadMs).unref();
  }

  /** Takes the same time for an unknown id as for a wrong secret. */
  authenticate(text: string, nowMs: number): Authentication {
    const id = apiKeyId(text);
    if (id === undefined) return { refusal: 'malformed-credential' };
    const record = this.keys.get(id);
    const isRight = timingSafeEqual(hashOf(text), record?.hash ?? nobodysHash);
    if (record === undefined || !isRight) return { refusal: 'unknown-key' };
    if (record.expiresAtMs !== undefined && record.expiresAtMs <= nowMs) return { refusal: 'expired' };
    return { principal: { kind: 'api-key', id, tenant: record.tenant, scopes: record.scopes } };
  }

  close(): void {
    clearInterval(this.timer);
  }

  // A poll, and not a watch: a mounted Secret changes by a link that is moved, which watchers miss. A file that is broken
  // or gone leaves the last good keys in force, and is said once.
  private reload(): void {
    try {
      const text = readText(this.file);
      if (text === this.text && this.problem === '') return;
      this.keys = parse(text);
      this.text = text;
      this.problem = '';
      this.logger.info({ keys: this.keys.size }, 'API keys read');
    } catch (error) {
      const problem = (error as Error).message;
      if (problem !== this.problem)
        this.logger.error({ error }, 'API keys not read, the last ones stay in force');
      this.problem = problem;
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ApiKeyFileError('the file of API keys cannot be read', { cause });
  }
}

function parse(text: string): Map<string, ApiKeyRecord> {
  try {
    return parseApiKeyFile(text);
  } catch (cause) {
    if (cause instanceof ApiKeyLineError)
      throw new ApiKeyFileError(`the file of API keys: ${cause.message}`, { cause });
    throw cause;
  }
}
