// The file of token keys: which keys there are, in the order in which they came into use, and which one is current. Pure.
import { maxTokenKeys } from '@ringtrace/contracts';
import { z } from 'zod';

/** One key. Its id is part of every token made with it, and belongs to it for ever: no later key may take it. */
export interface TokenKey {
  readonly id: string;
  /** The secret, 32 characters or more. */
  readonly key: string;
}

export interface TokenKeys {
  /** Id of the key that tokens are made with. */
  readonly current: string;
  /** The oldest first. Those before the current one are former: their tokens still join while they are listed. */
  readonly keys: readonly TokenKey[];
}

/** The current one last, the former ones before it. What is listed after the current one is not in use. */
export function keysInUse({ current, keys }: TokenKeys): readonly TokenKey[] {
  return keys.slice(0, keys.findIndex(({ id }) => id === current) + 1);
}

/** The text holds no usable keys. Its message names places in the file, never what is there. */
export class TokenKeysError extends Error {
  override readonly name = 'TokenKeysError';
}

/** 1 to 16 of a-z 0-9; `erased` is what stands in evidence for a person who was erased. */
export const tokenKeyId = z
  .string()
  .regex(/^(?!erased$)[a-z0-9]{1,16}$/, "must be 1 to 16 of a-z 0-9, and not the word 'erased'");

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
            .refine((key) => key === key.trim(), 'must not begin or end with blanks'),
        }),
      )
      .min(1, 'must hold a key')
      .max(maxTokenKeys, `must hold ${maxTokenKeys} keys or fewer`),
  })
  .check(
    z.refine(({ keys }) => isDistinct(keys.map(({ id }) => id)), {
      path: ['keys'],
      error: 'must not hold one id twice',
    }),
    z.refine(({ keys }) => isDistinct(keys.map(({ key }) => key)), {
      path: ['keys'],
      error: 'must not hold one key twice',
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
      // zod would name the unknown fields, and somebody may have written a key as the name of a field.
      code === 'unrecognized_keys'
        ? `${placeOf(path)} must not have ${keys?.length ?? ''} further fields`
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

const placeOf = (path: PropertyKey[]) => (path.length === 0 ? 'the whole' : path.map(String).join('.'));
const reason = (code: string, message: string) =>
  code === 'invalid_type' ? 'is missing or of another type' : message;
const isDistinct = (values: string[]) => new Set(values).size === values.length;
