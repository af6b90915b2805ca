// Authenticates every request of a Nest application on Fastify, and installs the guard in front of every handler.
import { type DynamicModule, type FactoryProvider, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AuthGuard } from './auth.guard.ts';
import { Authenticator, authOptionsToken } from './authenticator.ts';
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
   * credentials, too.
   */
  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request) => {
      await this.authenticator.authenticate(request);
    });
  }
}
