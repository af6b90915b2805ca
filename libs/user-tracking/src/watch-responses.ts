// Reports every response when its status is final and its span still open. This includes requests that no interceptor sees,
// because a hook, middleware or guard rejected them.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { HttpServer } from '@nestjs/common';
import onHeaders from 'on-headers';

interface FastifyInstance {
  addHook(
    name: 'onSend',
    hook: (request: { raw: object }, reply: { statusCode: number }, payload: unknown, done: Done) => void,
  ): unknown;
}
type Done = (error: null, payload: unknown) => void;

/** `onResponse` runs with the request's span active and must not throw. Call this before the application listens. */
export function watchResponses(
  adapter: HttpServer,
  onResponse: (rawRequest: object, status: number) => void,
): void {
  if (adapter.getType() === 'fastify') {
    // A hook, not a listener on the server: Fastify opens a second server for the other address of `localhost`.
    const fastify: FastifyInstance = adapter.getInstance();
    fastify.addHook('onSend', (request, reply, payload, done) => {
      onResponse(request.raw, reply.statusCode);
      done(null, payload);
    });
  } else watchNodeServer(adapter.getHttpServer(), onResponse);
}

/** The same for any Node server, such as Express's. */
export function watchNodeServer(
  server: Server,
  onResponse: (rawRequest: object, status: number) => void,
): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const inRequest = AsyncLocalStorage.snapshot();
    onHeaders(response, function () {
      inRequest(onResponse, request, this.statusCode);
    });
  });
}
