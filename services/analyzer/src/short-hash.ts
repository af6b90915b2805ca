// A hash that is short enough to read and long enough never to meet another: 132 bits. Pure.
import { createHash } from 'node:crypto';

/** 22 characters of base64url. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
