// A typical NestJS application, for the tests of this package.
import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MetricsController, TelemetryModule } from '@ringtrace/telemetry';
import { Caller, Public, RequireScopes } from './access.ts';
import { AuthModule } from './auth.module.ts';
import type { AuthOptions } from './options.ts';
import type { Principal } from './principal.ts';

@Controller('orders')
@RequireScopes('orders:read')
class OrdersController {
  @Get()
  list(@Caller() caller: Principal) {
    return { kind: caller.kind, tenant: caller.tenant };
  }

  @Post()
  @RequireScopes('orders:read', 'orders:write')
  create() {
    return { done: true };
  }

  @Get('terms')
  @Public()
  terms(@Caller() caller?: Principal) {
    return { tenant: caller?.tenant ?? 'nobody' };
  }

  @Get('me')
  @RequireScopes()
  me(@Caller() caller: Principal) {
    return { id: caller.id };
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  read() {
    return { canary: 'reached' };
  }
}

@Module({})
class WebModule {}

export async function startApp(methods: AuthOptions['methods'], more: Type<unknown>[] = []) {
  const module = {
    module: WebModule,
    imports: [
      TelemetryModule.forRoot({ service: 'web', level: 'silent' }),
      AuthModule.forRoot({ methods, publicControllers: [MetricsController], realm: 'orders' }),
    ],
    controllers: [OrdersController, ForgottenController, ...more],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  return app;
}
