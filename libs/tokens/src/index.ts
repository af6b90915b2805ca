// The door of tokens: identifiers to tokens, and the keys that they are made with.
export { keysInUse, parseTokenKeys, type TokenKeys, TokenKeysError, tokenKeyId } from './token-keys.ts';
export { createTokeniser, type TokenDomain, type Tokenise } from './tokenise.ts';
export { createTokenisers, type Tokenisers, tokensOf } from './tokens-of.ts';
