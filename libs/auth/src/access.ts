// Decorators that say who may call a handler or controller. Without one, nobody may.
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { principalOf } from './authenticator.ts';
import type { Principal } from './principal.ts';

export const accessKey = Symbol('Access');
export type Access = 'public' | readonly string[];

/** Requires all of these scopes, or just authentication if none are given. A handler's decorator overrides its controller's. */
export const RequireScopes = (...scopes: string[]) => SetMetadata<symbol, Access>(accessKey, scopes);

/** Open to everyone without a credential, such as health and metrics. */
export const Public = () => SetMetadata<symbol, Access>(accessKey, 'public');

/** Injects the caller into a handler: `@Caller() caller: Principal`. May be undefined on a public route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined =>
  principalOf(context.switchToHttp().getRequest<object>()),
);
