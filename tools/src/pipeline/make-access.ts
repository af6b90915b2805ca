// New API keys, and the settings with which services take them. Keys are in memory only, their hashes in a file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createApiKey, formatApiKeyLine } from '@ringtrace/auth';
import { defaultTenant, scopes } from '@ringtrace/contracts';

export interface Client {
  tenant: string;
  /** Default: all that there are. */
  scopes?: readonly string[];
}

export interface Access {
  /** One for each client, in their order. */
  keys: string[];
  environment: { AUTH_MODE: string; AUTH_API_KEYS_FILE: string };
}

/** Overwrites the file. Without clients one of the default tenant, who may do everything. */
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
