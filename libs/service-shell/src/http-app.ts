// A Nest application on Fastify as every service has it: JSON only, problems for errors, a span and a log line per
// request, API documentation. Builds it; does not listen.
import { randomUUID } from 'node:crypto';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  LOGGER,
  type Logger,
  logWhenAnswered,
  Metrics,
  NestLogger,
  TracingInterceptor,
} from '@ringtrace/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from './allowed-methods.ts';
import { Stopping } from './health.controller.ts';
import { countRouteless, type HttpLimits, protect } from './http-protection.ts';
import { answerMalformedRequest, refuseExpectation } from './malformed-request.ts';
import { mountDocs, type OpenApiDocument } from './openapi-docs.ts';
import { ProblemFilter } from './problem.filter.ts';
import { sendProblem } from './send-problem.ts';
import { type ProblemMapper, toProblem } from './to-problem.ts';

export interface HttpAppOptions extends HttpLimits {
  module: Type<unknown> | DynamicModule;
  openApi: OpenApiDocument;
  problems?: ProblemMapper[];
}

export async function createHttpApp(options: HttpAppOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    trustProxy: (_address: string, hop: number) => hop < (options.trustedProxies ?? 0),
    // Ours, and never the client's: that could hold anything, and goes into the log.
    genReqId: () => randomUUID(),
    // A client that sends slowly or holds a connection open without a request must not hold up a shutdown. What
    // comes meanwhile on an open connection is still served.
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerMalformedRequest,
    // A URL that no router can read reaches neither hooks nor filters.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      logWhenAnswered(app.get<Logger>(LOGGER), request, reply);
      void countRouteless(fastify, request).then(
        () => sendProblem(reply, toProblem(error, [])),
        (refusal: unknown) => sendProblem(reply, toProblem(refusal, [])),
      );
    },
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  fastify.server.on('checkExpectation', refuseExpectation);
  const routes: Route[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    // Fastify's own JSON parser: it refuses prototype keys, and nothing but JSON is parsed.
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get<Logger>(LOGGER);
  // At the door and not in an interceptor: bodies that are not JSON and unknown routes have their line too.
  fastify.addHook('onRequest', (request, reply, done) => {
    // Answers are one caller's: no cache keeps them.
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    logWhenAnswered(logger, request, reply);
    done();
  });
  // An answer that keeps its connection open would keep the server from closing.
  const stopping = app.get(Stopping, { strict: false });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping.now) void reply.header('connection', 'close');
    done(null, payload);
  });
  app.useLogger(new NestLogger(logger));
  app.useGlobalFilters(new ProblemFilter(logger, app.get(Metrics), options.problems ?? [], routes));
  app.useGlobalInterceptors(new TracingInterceptor());
  await protect(app, options);
  await mountDocs(app, options.openApi);
  return app;
}
