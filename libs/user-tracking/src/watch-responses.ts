// Every answer of the application at the moment when its status is certain and its span is still open: also those of
// requests that no interceptor sees, since a hook, a middleware or a guard turned them away.
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

/** `onAnswer` runs with the request's span active and must not throw. Call it before the application listens. */
export function watchAnswers(
  adapter: HttpServer,
  onAnswer: (rawRequest: object, status: number) => void,
): void {
  if (adapter.getType() === 'fastify') {
    // Not at the server below: Fastify opens a second one for the other address of `localhost`.
    const fastify: FastifyInstance = adapter.getInstance();
    fastify.addHook('onSend', (request, reply, payload, done) => {
      onAnswer(request.raw, reply.statusCode);
      done(null, payload);
    });
  } else watchServer(adapter.getHttpServer(), onAnswer);
}

/** The same for any server of Node's, such as Express's. */
export function watchServer(server: Server, onAnswer: (rawRequest: object, status: number) => void): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const inRequest = AsyncLocalStorage.snapshot();
    onHeaders(response, function () {
      inRequest(onAnswer, request, this.statusCode);
    });
  });
}
