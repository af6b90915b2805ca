// One identifier under several keys: what an overlap of keys sends along, and what must be sought to find all of one's own. Pure.
import { keysInUse, type TokenKeys } from './token-keys.ts';
import { createTokeniser, type TokenDomain, type Tokenise } from './tokenise.ts';

export interface Tokenisers {
  current: Tokenise;
  /** Of the keys listed before the current one, the oldest first. What is listed after it is not in use yet. */
  former: Tokenise[];
}

export function createTokenisers(keys: TokenKeys): Tokenisers {
  const former = keysInUse(keys).map(({ id, key }) => createTokeniser(id, key));
  const current = former.pop();
  if (current === undefined) throw new Error('the current key is not among the keys');
  return { current, former };
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
