// The variables that every service has, and the kinds of values that variables hold.
import { z } from 'zod';

/** What pino and `LOG_LEVEL` know. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** A whole number in decimal digits; nothing else that JavaScript would take for a number. */
export function wholeNumber(min: number, max: number, byDefault: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(byDefault);
}

/** Off unless it says otherwise. */
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
    PORT: wholeNumber(0, 65_535, port).describe('Port of the HTTP API, 0 for any free one'),
    HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
    LOG_LEVEL: z.enum(logLevels).default('info').describe('Least severe level that is logged'),
    DRAIN_DELAY_MS: wholeNumber(0, 60_000, 0).describe(
      'How long a stopping process still takes requests while it says "not ready", for load balancers to notice',
    ),
    STOP_TIMEOUT_MS: wholeNumber(100, 600_000, 25_000).describe(
      'How long stopping in order may take, less than what the platform grants before it kills',
    ),
  };
}

export type ProcessConfig = z.infer<z.ZodObject<ReturnType<typeof processConfig>>>;
