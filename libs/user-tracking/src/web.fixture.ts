// A typical NestJS web application for web.int.spec.ts. BIND selects how tracking is bound, OPTIONS (JSON) its options,
// TRUST_PROXY the trusted proxies, and GATE where the authentication guard is registered.
import { type DynamicModule, type ExecutionContext, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  allowOnSpans,
  checkBoot,
  flushTraces,
  type Logger,
  LoggingInterceptor,
  loggerToken,
  NestLogger,
  TelemetryModule,
  TracingInterceptor,
} from '@ringtrace/telemetry';
import { Gate } from './gate.fixture.ts';
import type { UserTrackingOptions } from './options.ts';
import { BoundThings, HandlerThings, Things } from './things.fixture.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';
import { UserTrackingModule } from './user-tracking.module.ts';

const { BIND = 'everywhere', GATE = 'module', OPTIONS = '{}', TRUST_PROXY } = process.env;

const options: UserTrackingOptions = {
  hashKey: { id: 'k1', secret: 'fixture-key '.repeat(4) },
  user: (request) => {
    if (request.headers['x-odd'] === 'function') throw new Error('canary-thrown');
    return request.user;
  },
  consent: (request) => {
    const consent = request.headers['x-consent'];
    if (consent === 'promise') return Promise.reject(new Error('canary-rejected')) as never;
    if (consent === 'throw') throw new Error('canary-thrown');
    return consent !== 'no';
  },
  ...JSON.parse(OPTIONS),
};
const bind = BIND === 'everywhere' ? 'everywhere' : 'by-hand';

@Module({})
class TrackingOptions {
  static readonly token = Symbol('tracking options');
  static readonly here: DynamicModule = {
    module: TrackingOptions,
    providers: [{ provide: TrackingOptions.token, useFactory: async () => options }],
    exports: [TrackingOptions.token],
  };
}

@Module({ providers: [{ provide: APP_GUARD, useClass: Gate }] })
class GateModule {}

const tracking =
  process.env.ASYNC === undefined
    ? UserTrackingModule.forRoot({ ...options, bind })
    : UserTrackingModule.forRootAsync({
        bind,
        imports: [TrackingOptions.here],
        inject: [TrackingOptions.token],
        useFactory: (given: UserTrackingOptions) => given,
      });

@Module({
  imports: [
    TelemetryModule.forRoot({ service: 'web', level: 'debug' }),
    tracking,
    ...(GATE === 'module' ? [GateModule] : []),
  ],
  controllers: [Things, BoundThings, HandlerThings],
  providers: [
    ...(GATE === 'root' ? [{ provide: APP_GUARD, useClass: Gate }] : []),
    ...(BIND === 'app-interceptor' ? [{ provide: APP_INTERCEPTOR, useClass: UserTrackingInterceptor }] : []),
  ],
})
class WebModule {}

// The test identifies its requests by path.
allowOnSpans({ tags: ['http.url'] });
const adapter = new FastifyAdapter({ trustProxy: TRUST_PROXY ?? false });
const app = await NestFactory.create<NestFastifyApplication>(WebModule, adapter, { bufferLogs: true });
const logger = app.get<Logger>(loggerToken);
app.useLogger(new NestLogger(logger));
app.useGlobalInterceptors(new LoggingInterceptor(logger), new TracingInterceptor());
if (BIND === 'use-global') app.useGlobalInterceptors(app.get(UserTrackingInterceptor));
if (GATE === 'use-global')
  app.useGlobalGuards({ canActivate: (context: ExecutionContext) => new Gate().canActivate(context) });
// A Fastify hook that rejects requests before Nest sees them.
app
  .getHttpAdapter()
  .getInstance()
  .addHook('onRequest', (request, reply, done) => {
    if (request.headers['x-hook'] === undefined) done();
    else void reply.status(Number(request.headers['x-hook'])).send({ rejected: true });
  });
await app.listen(0, '127.0.0.1');
logger.info({ boot: checkBoot().line, url: await app.getUrl() }, 'listening');

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
