// Builds the Nest application on Fastify that every service uses: JSON only, problems for errors, a span and a log line per
// request, API documentation. It does not listen.
import { randomUUID } from 'node:crypto';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type Logger,
  loggerToken,
  logWhenAnswered,
  Metrics,
  NestLogger,
  TracingInterceptor,
} from '@ringtrace/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from './allowed-methods.ts';
import { ShutdownState } from './health.controller.ts';
import { type HttpLimits, limitUnroutedRequest, protect } from './http-protection.ts';
import { defaultHttpTimeouts, serverTimeouts } from './http-timeouts.ts';
import { inflateBodies } from './inflate-body.ts';
import { answerMalformedRequest, rejectExpectation } from './malformed-request.ts';
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
  const bodyLimitBytes = options.bodyLimitBytes ?? 1024 * 1024;
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    trustProxy: (_address: string, hop: number) => hop < (options.trustedProxies ?? 0),
    // Never the client's own id: it is logged and could contain anything.
    genReqId: () => randomUUID(),
    ...serverTimeouts(options.timeouts ?? defaultHttpTimeouts),
    // An idle connection must not block a shutdown. Requests that arrive on open connections meanwhile are still served.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerMalformedRequest,
    // A URL that the router cannot parse reaches neither hooks nor filters.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      logWhenAnswered(app.get<Logger>(loggerToken), request, reply);
      void limitUnroutedRequest(fastify, request).then(
        () => sendProblem(reply, toProblem(error, [])),
        (tooManyRequests: unknown) => sendProblem(reply, toProblem(tooManyRequests, [])),
      );
    },
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  fastify.server.on('checkExpectation', rejectExpectation);
  const routes: Route[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    // Use Fastify's JSON parser: it rejects prototype keys and parses nothing but JSON.
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  const logger = app.get<Logger>(loggerToken);
  // A hook and not an interceptor, so that invalid JSON and unknown routes are logged too.
  fastify.addHook('onRequest', (request, reply, done) => {
    // Responses are private to one caller and must not be cached.
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    logWhenAnswered(logger, request, reply);
    done();
  });
  // Keep-alive connections would keep the server from closing.
  const shutdown = app.get(ShutdownState, { strict: false });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (shutdown.isStopping) void reply.header('connection', 'close');
    done(null, payload);
  });
  inflateBodies(fastify, bodyLimitBytes);
  app.useLogger(new NestLogger(logger));
  app.useGlobalFilters(new ProblemFilter(logger, app.get(Metrics), options.problems ?? [], routes));
  app.useGlobalInterceptors(new TracingInterceptor());
  await protect(app, options);
  await mountDocs(app, options.openApi);
  return app;
}
