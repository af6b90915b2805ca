// The token keys file: the keys in the order in which they came into use, and which one is current. Pure.
import { maxTokenKeys } from '@ringtrace/contracts';
import { z } from 'zod';

/** One key. Its id is part of every token made with it and must never be reused for another key. */
export interface TokenKey {
  readonly id: string;
  /** The secret, 32 characters or more. */
  readonly key: string;
}

export interface TokenKeys {
  /** Id of the key that new tokens are made with. */
  readonly current: string;
  /** Oldest first. Keys before the current one are former keys: their tokens still match while they are listed. */
  readonly keys: readonly TokenKey[];
}

/** The former keys, then the current one. Keys listed after the current one are not in use. */
export function keysInUse({ current, keys }: TokenKeys): readonly TokenKey[] {
  return keys.slice(0, keys.findIndex(({ id }) => id === current) + 1);
}

/** The keys file is invalid. The message names places in the file, never their content. */
export class TokenKeysError extends Error {
  override readonly name = 'TokenKeysError';
}

/** 1 to 16 characters of a-z 0-9. `erased` is reserved: in evidence it stands for an erased person. */
export const tokenKeyId = z
  .string()
  .regex(/^(?!erased$)[a-z0-9]{1,16}$/, "must be 1 to 16 characters of a-z 0-9, and not 'erased'");

const schema = z
  .strictObject({
    current: tokenKeyId,
    keys: z
      .array(
        z.strictObject({
          id: tokenKeyId,
          key: z
            .string()
            .min(32, 'must have 32 characters or more')
            .refine((key) => key === key.trim(), 'must not begin or end with whitespace'),
        }),
      )
      .min(1, 'must contain at least one key')
      .max(maxTokenKeys, `must contain at most ${maxTokenKeys} keys`),
  })
  .check(
    z.refine(({ keys }) => isDistinct(keys.map(({ id }) => id)), {
      path: ['keys'],
      error: 'must not contain the same id twice',
    }),
    z.refine(({ keys }) => isDistinct(keys.map(({ key }) => key)), {
      path: ['keys'],
      error: 'must not contain the same key twice',
    }),
    z.refine(({ current, keys }) => keys.some(({ id }) => id === current), {
      path: ['current'],
      error: 'must be the id of one of the keys',
    }),
  );

/**
 * `{"current": "k2", "keys": [{"id": "k1", "key": "…"}, {"id": "k2", "key": "…"}]}`
 * @throws TokenKeysError
 */
export function parseTokenKeys(text: string): TokenKeys {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, code, keys, message }: z.core.$ZodIssue & { keys?: string[] }) =>
      // zod would quote the unknown field names, which may be keys put in the wrong place.
      code === 'unrecognized_keys'
        ? `${placeOf(path)} has ${keys?.length ?? ''} unknown fields`
        : `${placeOf(path)} ${reason(code, message)}`,
  );
  throw new TokenKeysError([...new Set(problems)].join('; '));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The cause would quote the text.
    throw new TokenKeysError('is not JSON');
  }
}

const placeOf = (path: PropertyKey[]) => (path.length === 0 ? 'the document' : path.map(String).join('.'));
const reason = (code: string, message: string) =>
  code === 'invalid_type' ? 'is missing or has the wrong type' : message;
const isDistinct = (values: string[]) => new Set(values).size === values.length;
