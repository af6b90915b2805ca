// The variables of whoever makes tokens: one key, or a file of several.
import { readFileSync } from 'node:fs';
import { parseTokenKeys, type TokenKeys, TokenKeysError, tokenKeyId } from '@ringtrace/tokens';
import { z } from 'zod';
import { type ConfigRule, checksOf } from './config-rule.ts';
import { secret } from './read-config.ts';

/** For the schema of a service: `z.object({ ...tokenConfig(), … }).check(...tokenRules)`. */
export function tokenConfig() {
  return {
    TOKEN_KEY_ID: tokenKeyId
      .default('k1')
      .describe('Id of the key in TOKEN_KEY, part of every token: 1 to 16 of a-z 0-9'),
    TOKEN_KEY: secret(32)
      .optional()
      .describe('Secret that identifiers are hashed with, 32 characters or more: openssl rand -base64 32'),
    TOKEN_KEYS_FILE: z.string().check(holdsKeys).optional().meta({
      description:
        'Instead of TOKEN_KEY: file of several keys with ids, for a rotation; read again when it changes',
      mountedFile: true,
    }),
  };
}

type TokenConfig = z.infer<z.ZodObject<ReturnType<typeof tokenConfig>>>;

const rules: ConfigRule<TokenConfig>[] = [
  {
    variable: 'TOKEN_KEY',
    reason: 'is not set, and neither is TOKEN_KEYS_FILE',
    isBroken: (config) => config.TOKEN_KEY === undefined && config.TOKEN_KEYS_FILE === undefined,
  },
  {
    variable: 'TOKEN_KEY',
    reason: 'is set, and so is TOKEN_KEYS_FILE: keep one of them',
    isBroken: (config) => config.TOKEN_KEY !== undefined && config.TOKEN_KEYS_FILE !== undefined,
  },
];

/** What may not be set together, for the schema of a service: `z.object({ … }).check(...tokenRules)`. */
export const tokenRules = checksOf(rules);

/**
 * The keys as they are now: for what runs once. What lives longer reads a file again when it changes.
 * @throws TokenKeysError if the file is of no use any more
 */
export function tokenKeys(config: Readonly<TokenConfig>): TokenKeys {
  const { TOKEN_KEYS_FILE: file, TOKEN_KEY: key = '', TOKEN_KEY_ID: id } = config;
  return file === undefined
    ? { current: id, keys: [{ id, key }] }
    : parseTokenKeys(readFileSync(file, 'utf8'));
}

// Found out now, by place, and not by a process that dies later. That it can be read at all is looked at elsewhere.
function holdsKeys(payload: z.core.ParsePayload<string>): void {
  try {
    parseTokenKeys(readFileSync(payload.value, 'utf8'));
  } catch (error) {
    if (error instanceof TokenKeysError)
      payload.issues.push({
        code: 'custom',
        input: payload.value,
        message: `names a file of no use: ${error.message}`,
      });
  }
}
