// Settings with which traces tell which client they are of. The key is in memory only: what it made leads to nobody later.
import { randomBytes } from 'node:crypto';

export function trackUsers(): { USER_HASH_KEY: string; PROPAGATE_USER: string } {
  return { USER_HASH_KEY: randomBytes(32).toString('base64'), PROPAGATE_USER: 'true' };
}
