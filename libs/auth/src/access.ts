// What a handler or controller says about who may call it. Without a word nobody may.
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { principalOf } from './authenticator.ts';
import type { Principal } from './principal.ts';

export const ACCESS = Symbol('Access');
export type Access = 'public' | readonly string[];

/** Only callers who have all of these scopes; with none named, every authenticated caller. A handler's own overrides its controller's. */
export const RequireScopes = (...scopes: string[]) => SetMetadata<symbol, Access>(ACCESS, scopes);

/** Everyone, without a credential: health, metrics. */
export const Public = () => SetMetadata<symbol, Access>(ACCESS, 'public');

/** The caller, as a handler's parameter: `@Caller() caller: Principal`. On a public route it may be undefined. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined =>
  principalOf(context.switchToHttp().getRequest<object>()),
);
