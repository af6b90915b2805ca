// The public API of tokens: turns identifiers into tokens, and parses the keys for it.
export { keysInUse, parseTokenKeys, type TokenKeys, TokenKeysError, tokenKeyId } from './token-keys.ts';
export { createTokeniser, type TokenDomain, type Tokenise } from './tokenise.ts';
export { createTokenisers, type Tokenisers, tokensUnderAllKeys } from './tokenisers.ts';
