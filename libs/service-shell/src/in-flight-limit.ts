// Limits how many requests are in progress at once, in all and per client, so that neither a slow dependency nor one client can
// fill the memory. A rate limit cannot do that: it does not know how long requests take.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.ts';

export interface InFlightLimits {
  /** 0: no limit. */
  maxInFlight: number;
  maxInFlightPerClient: number;
}

/** `clientOf` returns undefined for requests that are not limited. It runs when the caller is known, before a body is read. */
export function limitInFlight(
  fastify: FastifyInstance,
  { maxInFlight, maxInFlightPerClient }: InFlightLimits,
  clientOf: (request: FastifyRequest) => string | undefined,
): void {
  const byClient = new Map<string, number>();
  let all = 0;
  fastify.addHook('preParsing', async (request, reply) => {
    const client = clientOf(request);
    if (client === undefined) return;
    const own = byClient.get(client) ?? 0;
    if (maxInFlightPerClient > 0 && own >= maxInFlightPerClient) throw tooManyOfClient();
    if (maxInFlight > 0 && all >= maxInFlight) throw tooMany();
    all++;
    byClient.set(client, own + 1);
    // Also when the client disconnects before the response.
    reply.raw.once('close', () => {
      all--;
      const left = (byClient.get(client) ?? 1) - 1;
      if (left > 0) byClient.set(client, left);
      else byClient.delete(client);
    });
  });
}

const tooMany = () =>
  new ProblemError({
    type: '/problems/overloaded',
    title: 'Too many requests are in progress',
    status: 503,
    detail: 'Nothing was done. Retry the request.',
    retryAfterSeconds: 1,
  });

const tooManyOfClient = () =>
  new ProblemError({
    type: '/problems/too-many-requests',
    title: 'Too many requests of this client are in progress',
    status: 429,
    retryAfterSeconds: 1,
  });
