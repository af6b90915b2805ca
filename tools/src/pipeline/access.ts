// API keys and user tracking for services that the tools start. Keys stay in memory; only their hashes are written.

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createApiKey, formatApiKeyLine } from '@ringtrace/auth';
import { defaultTenant, scopes } from '@ringtrace/contracts';

export interface Client {
  tenant: string;
  /** Default: every scope. */
  scopes?: readonly string[];
}

export interface Access {
  /** One per client, in the same order. */
  keys: string[];
  environment: { AUTH_MODE: string; AUTH_API_KEYS_FILE: string };
}

/** Overwrites the file. The default is one client of the default tenant with every scope. */
export function makeAccess(file: string, clients: Client[] = [{ tenant: defaultTenant }]): Access {
  const made = clients.map((client) =>
    createApiKey({ scopes: Object.values(scopes), expiresAtMs: undefined, ...client }),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, made.map(({ record }) => `${formatApiKeyLine(record)}\n`).join(''));
  return {
    keys: made.map(({ key }) => key),
    environment: { AUTH_MODE: 'required', AUTH_API_KEYS_FILE: file },
  };
}

/** The header that carries an API key; none without a key. */
export function withKey(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}

/** Turns on user tracking with a random key that is never stored, so its hashes cannot be traced back later. */
export function trackUsers(): { USER_HASH_KEY: string; PROPAGATE_USER: string } {
  return { USER_HASH_KEY: randomBytes(32).toString('base64'), PROPAGATE_USER: 'true' };
}
