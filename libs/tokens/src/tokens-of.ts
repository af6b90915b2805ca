// One identifier under several keys: what an overlap of keys sends along, and what must be sought to find all of one's own. Pure.
import type { TokenKeys } from './token-keys.ts';
import { createTokeniser, type TokenDomain, type Tokenise } from './tokenise.ts';

export interface Tokenisers {
  current: Tokenise;
  /** Of the keys listed before the current one, the oldest first. What is listed after it is not in use yet. */
  former: Tokenise[];
}

export function createTokenisers({ current, keys }: TokenKeys): Tokenisers {
  const place = keys.findIndex(({ id }) => id === current);
  const [last, ...earlier] = keys
    .slice(0, place + 1)
    .toReversed()
    .map(({ id, key }) => createTokeniser(id, key));
  if (last === undefined) throw new Error('the current key is not among the keys');
  return { current: last, former: earlier.toReversed() };
}

/** The tokens of one identifier under all keys that are listed, that of the current one first. */
export function tokensOf(
  { current, keys }: TokenKeys,
  tenant: string,
  domain: TokenDomain,
  identifier: string,
): string[] {
  const isCurrent = ({ id }: { id: string }) => id === current;
  const inOrder = [...keys.filter(isCurrent), ...keys.filter((key) => !isCurrent(key))];
  return inOrder.map(({ id, key }) => createTokeniser(id, key)(tenant, domain, identifier));
}
