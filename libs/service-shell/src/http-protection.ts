// Protects every route: security headers, CORS, and limits on the rate and on the concurrency of requests.
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { principalOf } from '@ringtrace/auth';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpTimeouts } from './http-timeouts.ts';
import { limitInFlight } from './in-flight-limit.ts';
import { ProblemError } from './problem-error.ts';

export interface HttpLimits {
  /** Maximum body size, default 1 MiB. Of a compressed body, the inflated bytes count. */
  bodyLimitBytes?: number;
  /** Per client and process. Default 0: no limit. */
  requestsPerMinute?: number;
  /** Requests in progress, in all and per client. Default 0: no limit. */
  maxInFlight?: number;
  maxInFlightPerClient?: number;
  /** Allowed CORS origins. Default none: browsers then allow only same-origin calls. */
  corsOrigins?: string[];
  /** How many proxies are trusted to report the client's address. Default 0. */
  trustedProxies?: number;
  /** How long a client may take to send a request. */
  timeouts?: HttpTimeouts;
}

/** Probes and scrapers call on their own schedule, from a few addresses. */
const unlimitedRoutes = /^\/(health|metrics)(\/|$)/;

/** Call it before the first route is added: the rate limit applies to routes that are added later. */
export async function protect(app: NestFastifyApplication, limits: HttpLimits): Promise<void> {
  await app.register(helmet as never, { contentSecurityPolicy: { directives: denyAllPolicy } } as never);
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
  const { maxInFlight = 0, maxInFlightPerClient = 0 } = limits;
  const fastify = app.getHttpAdapter().getInstance();
  limitInFlight(fastify, { maxInFlight, maxInFlightPerClient }, (request) =>
    isUnlimited(request) ? undefined : clientOf(request),
  );
  const max = limits.requestsPerMinute ?? 0;
  if (max === 0) return;
  await app.register(
    rateLimit as never,
    {
      max,
      timeWindow: 60_000,
      keyGenerator: clientOf,
      allowList: isUnlimited,
      errorResponseBuilder: (_request: FastifyRequest, { ttl }: { ttl: number }) => tooManyRequests(ttl),
    } as never,
  );
  // The plugin's hook runs only for existing routes; requests for unknown ones would not be counted.
  fastify.addHook('onRequest', async (request) => {
    if (request.is404) await limitUnroutedRequest(fastify, request);
  });
}

/**
 * Applies the rate limit to a request without a route. It shares the client's counter with all other requests.
 * @throws ProblemError 429
 */
export async function limitUnroutedRequest(fastify: FastifyInstance, request: FastifyRequest): Promise<void> {
  if (!fastify.hasDecorator('createRateLimit')) return;
  const limit = await fastify.createRateLimit()(request);
  if (!limit.isAllowed && limit.isExceeded) throw tooManyRequests(limit.ttl);
}

// Responses are data and need no browser features. The /docs pages set a policy of their own.
const denyAllPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

const isUnlimited = (request: FastifyRequest) => unlimitedRoutes.test(request.routeOptions?.url ?? '');

// Authenticated clients are limited per principal, others per IP address.
function clientOf(request: FastifyRequest): string {
  const caller = principalOf(request);
  return caller === undefined || caller.kind === 'none'
    ? `address ${request.ip}`
    : `${caller.kind} ${caller.tenant} ${caller.id}`;
}

function tooManyRequests(ttlMs: number): ProblemError {
  return new ProblemError({
    type: '/problems/too-many-requests',
    title: 'Too many requests',
    status: 429,
    retryAfterSeconds: Math.ceil(ttlMs / 1_000),
  });
}
