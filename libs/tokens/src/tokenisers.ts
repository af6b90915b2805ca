// One identifier under several keys: for events during a key rotation, and to find all data of one identifier. Pure.
import { keysInUse, type TokenKeys } from './token-keys.ts';
import { createTokeniser, type TokenDomain, type Tokenise } from './tokenise.ts';

export interface Tokenisers {
  current: Tokenise;
  /** For the keys listed before the current one, oldest first. Keys listed after it are not in use yet. */
  former: Tokenise[];
}

export function createTokenisers(keys: TokenKeys): Tokenisers {
  const former = keysInUse(keys).map(({ id, key }) => createTokeniser(id, key));
  const current = former.pop();
  if (current === undefined) throw new Error('the current key is not in the list of keys');
  return { current, former };
}

/** The tokens of one identifier under every listed key, the current key first. */
export function tokensUnderAllKeys(
  { current, keys }: TokenKeys,
  tenant: string,
  domain: TokenDomain,
  identifier: string,
): string[] {
  const isCurrent = ({ id }: { id: string }) => id === current;
  const inOrder = [...keys.filter(isCurrent), ...keys.filter((key) => !isCurrent(key))];
  return inOrder.map(({ id, key }) => createTokeniser(id, key)(tenant, domain, identifier));
}
