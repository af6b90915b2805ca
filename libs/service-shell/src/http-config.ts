// The variables of every service that answers over HTTP: how much one client may ask, and who may call from a browser.
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
      'Requests of one client in a minute, at one process, before it gets 429; 0: no limit',
    ),
    CORS_ORIGINS: origins
      .optional()
      .describe('Web sites whose pages may call, https://…, with commas between; without it none may'),
    TRUSTED_PROXIES: wholeNumber(0, 10, 0).describe(
      'How many proxies stand in front: so many entries of X-Forwarded-For are believed',
    ),
  };
}

type HttpConfig = z.infer<z.ZodObject<ReturnType<typeof httpConfig>>>;

/** For createHttpApp. */
export function httpLimits(config: Readonly<HttpConfig>): HttpLimits {
  return {
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    requestsPerMinute: config.RATE_LIMIT_PER_MINUTE,
    corsOrigins: config.CORS_ORIGINS ?? [],
    trustedProxies: config.TRUSTED_PROXIES,
  };
}
