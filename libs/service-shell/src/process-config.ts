// Environment variables of every service, and the types of values that variables can have.
import { z } from 'zod';

/** Log levels of pino and `LOG_LEVEL`. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** A non-negative integer in decimal digits. Other notations that JavaScript accepts, such as 1e3, are rejected. */
export function wholeNumber(min: number, max: number, byDefault: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(byDefault);
}

/** Default false. */
export function trueOrFalse() {
  return z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true');
}

/** `host:port,host:port` */
export const brokerList = z
  .string()
  .regex(/^\s*[^\s,:]+:\d+\s*(,\s*[^\s,:]+:\d+\s*)*$/)
  .transform((list) => list.split(',').map((broker) => broker.trim()));

/** For the schema of every service: `z.object({ ...processConfig(3000), … })`. */
export function processConfig(port: number) {
  return {
    PORT: wholeNumber(0, 65_535, port).describe('Port of the HTTP API, 0 for any free port'),
    HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
    LOG_LEVEL: z.enum(logLevels).default('info').describe('Minimum level that is logged'),
    DRAIN_DELAY_MS: wholeNumber(0, 60_000, 0).describe(
      'How long a stopping process still accepts requests while it reports "not ready", so that load balancers notice',
    ),
    STOP_TIMEOUT_MS: wholeNumber(100, 600_000, 25_000).describe(
      'Maximum time for a graceful shutdown; must be shorter than the grace period of the platform',
    ),
  };
}

export type ProcessConfig = z.infer<z.ZodObject<ReturnType<typeof processConfig>>>;
