// Authenticates every request of a Nest application on Fastify, and installs the guard in front of every handler.
import { type DynamicModule, type FactoryProvider, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AuthGuard } from './auth.guard.ts';
import { AuthRefusals } from './auth-refusals.ts';
import { Authenticator, authFailureOf, authOptionsToken } from './authenticator.ts';
import type { AuthOptions } from './options.ts';

@Module({})
export class AuthModule implements OnModuleInit {
  private readonly adapterHost: HttpAdapterHost;
  private readonly authenticator: Authenticator;
  private readonly refusals: AuthRefusals;

  constructor(adapterHost: HttpAdapterHost, authenticator: Authenticator, refusals: AuthRefusals) {
    this.adapterHost = adapterHost;
    this.authenticator = authenticator;
    this.refusals = refusals;
  }

  /** Import once, in the root module. Needs the global telemetry module for logger and metrics. */
  static forRoot(options: AuthOptions): DynamicModule {
    return AuthModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync(factory: Pick<FactoryProvider<AuthOptions>, 'useFactory' | 'inject'>): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [
        { provide: authOptionsToken, ...factory },
        Authenticator,
        AuthRefusals,
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
      exports: [Authenticator],
    };
  }

  /**
   * Authenticates before any other hook can ask for the caller. Public routes accept bad credentials, too. A costly body,
   * however, is read only for a known caller, so public handlers must not need one. Other bodies leave it to the guard, which
   * knows the route.
   */
  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request) => {
      await this.authenticator.authenticate(request);
    });
    fastify.addHook('preParsing', async (request, reply) => {
      const failure = authFailureOf(request);
      if (failure !== undefined && hasCostlyBody(request) && !request.is404)
        throw this.refusals.unauthenticated(reply, failure);
    });
  }
}

const maxCheapBytes = 16 * 1024;

/** Compressed, long, or of unknown length. */
function hasCostlyBody({ headers }: FastifyRequest): boolean {
  return (
    headers['content-encoding'] !== undefined ||
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) > maxCheapBytes
  );
}
