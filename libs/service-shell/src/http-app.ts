// A Nest application on Fastify as every service has it: JSON only, problems for errors, a span and a log line per
// request, API documentation. Builds it; does not listen.
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  LOGGER,
  type Logger,
  LoggingInterceptor,
  NestLogger,
  TracingInterceptor,
} from '@ringtrace/telemetry';
import { mountDocs, type OpenApiDocument } from './openapi-docs.ts';
import { ProblemFilter } from './problem.filter.ts';
import type { ProblemMapper } from './to-problem.ts';

export interface HttpAppOptions {
  module: Type<unknown> | DynamicModule;
  openApi: OpenApiDocument;
  problems?: ProblemMapper[];
  /** Largest body, default 1 MiB. */
  bodyLimitBytes?: number;
}

export async function createHttpApp(options: HttpAppOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    // A client that holds a connection open without a request must not hold up a shutdown.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    // Fastify's own JSON parser: it refuses prototype keys, and nothing but JSON is parsed.
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLogger(logger));
  app.useGlobalFilters(new ProblemFilter(logger, options.problems ?? []));
  app.useGlobalInterceptors(new LoggingInterceptor(logger), new TracingInterceptor());
  await mountDocs(app, options.openApi);
  return app;
}
