// Authenticates every request of a Nest application on Fastify, and installs the guard in front of every handler.
import { type DynamicModule, type FactoryProvider, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AuthGuard } from './auth.guard.ts';
import { Authenticator, authFailureOf, authOptionsToken } from './authenticator.ts';
import type { AuthOptions } from './options.ts';

@Module({})
export class AuthModule implements OnModuleInit {
  private readonly adapterHost: HttpAdapterHost;
  private readonly authenticator: Authenticator;

  constructor(adapterHost: HttpAdapterHost, authenticator: Authenticator) {
    this.adapterHost = adapterHost;
    this.authenticator = authenticator;
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
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
      exports: [Authenticator],
    };
  }

  /**
   * Runs before any other hook can ask for the caller. It only authenticates and rejects nothing: public routes accept bad
   * credentials, too. A body, however, is read only for a known caller. Anybody else reaches the guard without it: the guard
   * rejects where the route is known, so that traces and metrics have it.
   */
  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request) => {
      await this.authenticator.authenticate(request);
    });
    fastify.addHook('preParsing', async (request) => {
      if (authFailureOf(request) !== undefined) skipBody(request);
    });
  }
}

/** Fastify parses no body that no header announces. Node discards what arrives after the response. */
function skipBody({ headers }: FastifyRequest): void {
  for (const name of ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'])
    delete headers[name];
}
