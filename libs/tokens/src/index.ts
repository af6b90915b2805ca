export { createTokeniser, type TokenDomain, type Tokenise } from './tokenise.ts';
