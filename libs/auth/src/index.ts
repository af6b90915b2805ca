// The public API of auth: authentication and authorisation for a NestJS API on Fastify.
export { Caller, Public, RequireScopes } from './access.ts';
export { createApiKey } from './api-key.ts';
export { ApiKeyLineError, formatApiKeyLine, parseApiKeyFile } from './api-key-file.ts';
export { AuthModule } from './auth.module.ts';
export { authFailureOf, principalOf } from './authenticator.ts';
export { tokenAlgorithms } from './jwt-verifier.ts';
export type { AuthOptions } from './options.ts';
export { type AuthFailure, type Principal, tenantPattern } from './principal.ts';
