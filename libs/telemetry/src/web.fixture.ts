// A typical NestJS web application for web.int.spec.ts, with every way in which a handler can respond. With LOG_IN_HOOK=1 it
// also logs requests that never reach an interceptor.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import {
  BadRequestException,
  type CanActivate,
  Controller,
  Get,
  Inject,
  Module,
  Param,
  Req,
  ServiceUnavailableException,
  Sse,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NEVER, of, startWith } from 'rxjs';
import { checkBoot } from './boot-check.ts';
import { flushTraces } from './flush.ts';
import { inSpan, tagActiveSpan } from './in-span.ts';
import { type Logger, loggerToken } from './logger.ts';
import { LoggingInterceptor, logWhenAnswered } from './logging.interceptor.ts';
import { NestLogger } from './nest-logger.ts';
import type { Tags } from './span-tags.ts';
import { TelemetryModule } from './telemetry.module.ts';
import { tracer } from './tracer.ts';
import { TracingInterceptor } from './tracing.interceptor.ts';
import { TransformInterceptor } from './transform.interceptor.ts';

const thirdPartyError = () => Object.assign(new Error('value 4111111111111111'), { code: 'E_FOREIGN' });

class DenyAll implements CanActivate {
  canActivate = () => false;
}

@Controller()
class Things {
  private readonly logger: Logger;

  constructor(@Inject(loggerToken) logger: Logger) {
    this.logger = logger;
  }

  @Get('value/:id')
  value() {
    this.logger.info('inside');
    return { done: true };
  }

  @Get('promise/:id')
  promise() {
    return inSpan('work', {}, async () => ({ done: true }));
  }

  @Get('stream/:id')
  stream() {
    return of(1, 2, 3);
  }

  @Get('throws/:id')
  throws() {
    throw thirdPartyError();
  }

  @Get('rejects/:id')
  async rejects() {
    throw thirdPartyError();
  }

  @Get('slow/:id')
  async slow(@Req() request: { raw: IncomingMessage }) {
    this.logger.info('slow request started');
    await once(request.raw.socket, 'close');
    return { done: true };
  }

  @Sse('events/:id')
  events() {
    return NEVER.pipe(startWith({ data: 'first' }));
  }

  @Get('bad/:id')
  bad(@Param('id') id: string) {
    throw new BadRequestException(`no such thing as ${id}`);
  }

  /** Calls itself and sets tags that are not allowed. */
  @Get('calls/:id')
  async calls(@Param('id') id: string, @Req() request: { raw: IncomingMessage }) {
    tracer.scope().active()?.setTag(id, id).setTag('order.note', id).setTag('order.kind', 'gift');
    tagActiveSpan('nest.handler', { tenant: id } as Tags);
    const self = `http://127.0.0.1:${request.raw.socket.localPort}/value/${id}?card=${id}`;
    await fetch(self);
    await fetch(`http://127.0.0.1:1/${id}`).catch(() => undefined);
    return { done: true };
  }

  @UseInterceptors(TransformInterceptor)
  @Get('read/:id')
  read() {
    return [1, 2];
  }

  @UseGuards(DenyAll)
  @Get('forbidden/:id')
  forbidden() {}

  @Get('health/ready')
  ready() {
    throw new ServiceUnavailableException();
  }
}

@Module({
  imports: [TelemetryModule.forRoot({ service: 'web', level: 'debug' })],
  controllers: [Things],
})
class WebModule {}

const app = await NestFactory.create<NestFastifyApplication>(WebModule, new FastifyAdapter(), {
  bufferLogs: true,
});
const logger = app.get<Logger>(loggerToken);
app.useLogger(new NestLogger(logger));
app.useGlobalInterceptors(new LoggingInterceptor(logger), new TracingInterceptor());
if (process.env.LOG_IN_HOOK) {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      logWhenAnswered(logger, request, reply);
      done();
    });
}
await app.listen(0, '127.0.0.1');
logger.info({ boot: checkBoot().line, url: await app.getUrl() }, 'listening');

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
