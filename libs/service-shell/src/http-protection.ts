// What stands between the network and every route: security headers, no cross-origin calls, a limit for each client.
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { principalOf } from '@ringtrace/auth';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.ts';

export interface HttpLimits {
  /** Largest body, default 1 MiB. */
  bodyLimitBytes?: number;
  /** Of one client, at this process. Default 0: no limit. */
  requestsPerMinute?: number;
  /** Origins whose pages may call. Default none: browsers then refuse all but same-origin calls. */
  corsOrigins?: string[];
  /** How many proxies are believed about the client's address. Default 0. */
  trustedProxies?: number;
}

/** Probes and scrapers come on their own schedule, from a few addresses. */
const unlimited = /^\/(health|metrics)(\/|$)/;

/** Before the first route: the limit is added to those that come later. */
export async function protect(app: NestFastifyApplication, limits: HttpLimits): Promise<void> {
  await app.register(helmet as never, { contentSecurityPolicy: { directives: nothingToShow } } as never);
  const origin = limits.corsOrigins ?? [];
  if (origin.length > 0) {
    app.enableCors({
      origin,
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type'],
      exposedHeaders: ['location', 'retry-after', 'x-request-id'],
      maxAge: 600,
    });
  }
  const max = limits.requestsPerMinute ?? 0;
  if (max === 0) return;
  await app.register(
    rateLimit as never,
    {
      max,
      timeWindow: 60_000,
      keyGenerator: clientOf,
      allowList: (request: FastifyRequest) => unlimited.test(request.routeOptions?.url ?? ''),
      errorResponseBuilder: (_request: FastifyRequest, { ttl }: { ttl: number }) => tooMany(ttl),
    } as never,
  );
  const fastify = app.getHttpAdapter().getInstance();
  // The plugin's own hook is one of routes: whoever looks for routes that there are not would not be counted.
  fastify.addHook('onRequest', async (request) => {
    if (request.is404) await countRouteless(fastify, request);
  });
}

/**
 * Counts a request that has no route, with the same count as those that have one.
 * @throws ProblemError 429
 */
export async function countRouteless(fastify: FastifyInstance, request: FastifyRequest): Promise<void> {
  if (!fastify.hasDecorator('createRateLimit')) return;
  const limit = await fastify.createRateLimit()(request);
  if (!limit.isAllowed && limit.isExceeded) throw tooMany(limit.ttl);
}

// Answers are data. The documentation's pages bring a policy of their own.
const nothingToShow = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

// One who shows a good credential is limited for himself, wherever he calls from; all others by their address.
function clientOf(request: FastifyRequest): string {
  const caller = principalOf(request);
  return caller === undefined || caller.kind === 'none'
    ? `address ${request.ip}`
    : `${caller.kind} ${caller.tenant} ${caller.id}`;
}

function tooMany(ttlMs: number): ProblemError {
  return new ProblemError({
    type: '/problems/too-many-requests',
    title: 'Too many requests',
    status: 429,
    retryAfterSeconds: Math.ceil(ttlMs / 1_000),
  });
}
