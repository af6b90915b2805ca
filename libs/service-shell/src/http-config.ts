// Environment variables for every HTTP API: request limits, and which web pages may call it.
import { z } from 'zod';
import type { HttpLimits } from './http-protection.ts';
import { wholeNumber } from './process-config.ts';

const origins = z
  .string()
  .regex(/^https?:\/\/[^\s,/]+(\s*,\s*https?:\/\/[^\s,/]+)*$/)
  .transform((list) => list.split(/\s*,\s*/));

/** For the schema of a service: `z.object({ ...httpConfig(1024 * 1024, 60_000), … })`. */
export function httpConfig(bodyLimitBytes: number, requestsPerMinute: number) {
  return {
    BODY_LIMIT_BYTES: wholeNumber(1_024, 16 * 1024 * 1024, bodyLimitBytes).describe('Largest request body'),
    RATE_LIMIT_PER_MINUTE: wholeNumber(0, 100_000_000, requestsPerMinute).describe(
      'Requests per minute, client and process before the client gets 429; 0: no limit',
    ),
    MAX_REQUESTS_IN_FLIGHT: wholeNumber(0, 1_000_000, 2_000).describe(
      'Requests in progress per process before further ones get 503; 0: no limit',
    ),
    MAX_REQUESTS_IN_FLIGHT_PER_CLIENT: wholeNumber(0, 1_000_000, 1_000).describe(
      'Requests in progress per client and process before it gets 429; 0: no limit',
    ),
    CORS_ORIGINS: origins
      .optional()
      .describe('Allowed CORS origins, https://…, comma-separated; default: none'),
    TRUSTED_PROXIES: wholeNumber(0, 10, 0).describe(
      'Number of proxies in front of the service, which is how many X-Forwarded-For entries are trusted',
    ),
  };
}

type HttpConfig = z.infer<z.ZodObject<ReturnType<typeof httpConfig>>>;

/** Options of createHttpApp. */
export function httpLimits(config: Readonly<HttpConfig>): HttpLimits {
  return {
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
    maxInFlight: config.MAX_REQUESTS_IN_FLIGHT,
    maxInFlightPerClient: config.MAX_REQUESTS_IN_FLIGHT_PER_CLIENT,
    corsOrigins: config.CORS_ORIGINS ?? [],
    trustedProxies: config.TRUSTED_PROXIES,
  };
}
