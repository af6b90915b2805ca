// Environment variables for token keys: a single key, or a file with several.
import { readFileSync } from 'node:fs';
import { parseTokenKeys, type TokenKeys, TokenKeysError, tokenKeyId } from '@ringtrace/tokens';
import { z } from 'zod';
import { type ConfigCheck, crossFieldChecks } from './config-check.ts';
import { secret } from './read-config.ts';

/** For the schema of a service: `z.object({ ...tokenConfig(), … }).check(...tokenChecks)`. */
export function tokenConfig() {
  return {
    TOKEN_KEY_ID: tokenKeyId
      .default('k1')
      .describe('Id of the key in TOKEN_KEY, part of every token: 1 to 16 characters of a-z 0-9'),
    TOKEN_KEY: secret(32)
      .optional()
      .describe('Secret for hashing identifiers, at least 32 characters: openssl rand -base64 32'),
    TOKEN_KEYS_FILE: z.string().check(holdsKeys).optional().meta({
      description:
        'Instead of TOKEN_KEY: file with several keys and ids, for a rotation; reloaded when it changes',
      mountedFile: true,
    }),
  };
}

type TokenConfig = z.infer<z.ZodObject<ReturnType<typeof tokenConfig>>>;

const checks: ConfigCheck<TokenConfig>[] = [
  {
    variable: 'TOKEN_KEY',
    reason: 'is not set, and neither is TOKEN_KEYS_FILE',
    isBroken: (config) => config.TOKEN_KEY === undefined && config.TOKEN_KEYS_FILE === undefined,
  },
  {
    variable: 'TOKEN_KEY',
    reason: 'conflicts with TOKEN_KEYS_FILE: set only one of them',
    isBroken: (config) => config.TOKEN_KEY !== undefined && config.TOKEN_KEYS_FILE !== undefined,
  },
];

/** Cross-field checks for the schema of a service: `z.object({ … }).check(...tokenChecks)`. */
export const tokenChecks = crossFieldChecks(checks);

/**
 * Reads the keys once, for a short-lived process. A service reloads the file when it changes.
 * @throws TokenKeysError if the file has become invalid
 */
export function tokenKeys(config: Readonly<TokenConfig>): TokenKeys {
  const { TOKEN_KEYS_FILE: file, TOKEN_KEY: key = '', TOKEN_KEY_ID: id } = config;
  return file === undefined
    ? { current: id, keys: [{ id, key }] }
    : parseTokenKeys(readFileSync(file, 'utf8'));
}

// Reports an invalid file at startup, by place. readConfig checks that the file can be read at all.
function holdsKeys(payload: z.core.ParsePayload<string>): void {
  try {
    parseTokenKeys(readFileSync(payload.value, 'utf8'));
  } catch (error) {
    if (error instanceof TokenKeysError)
      payload.issues.push({
        code: 'custom',
        input: payload.value,
        message: `names an invalid file: ${error.message}`,
      });
  }
}
