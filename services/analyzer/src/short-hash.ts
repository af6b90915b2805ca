// A hash that is short enough to read and, with 132 bits, long enough never to collide. Pure.
import { createHash } from 'node:crypto';

/** 22 characters of base64url. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
