// The configuration of the ingestor: environment variables, read once before anything starts.
import {
  authChecks,
  authConfig,
  crossFieldChecks,
  httpConfig,
  kafkaChecks,
  kafkaConfig,
  processConfig,
  tokenChecks,
  tokenConfig,
  userPropagationConfig,
  userTrackingChecks,
  userTrackingConfig,
  wholeNumber,
} from '@ringtrace/service-shell';
import { z } from 'zod';

const variables = z.object({
  ...processConfig(3000),
  ...authConfig(),
  ...httpConfig(1024 * 1024, 60_000),
  ...kafkaConfig('ingestor'),
  ...userTrackingConfig(),
  ...userPropagationConfig(),
  ...tokenConfig(),
  TOKEN_KEYS_RELOAD_MS: wholeNumber(10, 600_000, 5_000).describe(
    'How often TOKEN_KEYS_FILE is checked for changes',
  ),
  VERDICTS_BASE_URL: z
    .string()
    .regex(/^$|^https?:\/\/\S+$/)
    .transform((url) => url.replace(/\/+$/, ''))
    .default('')
    .describe('Base URL of the verdicts API, http(s)://…: the prefix of Location'),
  LINGER_MS: wholeNumber(0, 1_000, 2).describe('Batching delay (linger) before records are sent'),
  MAX_QUEUED_MESSAGES: wholeNumber(1, 1_000_000, 20_000).describe(
    'Maximum number of records waiting for the broker; beyond it requests get 503',
  ),
  MAX_QUEUED_BYTES: wholeNumber(1_000_000, 4 * 1024 ** 3, 64 * 1024 * 1024).describe(
    'Maximum size of the records waiting for the broker; beyond it requests get 503',
  ),
  DELIVERY_TIMEOUT_MS: wholeNumber(100, 120_000, 5_000).describe(
    'How long a request waits for the broker before it gets 503',
  ),
});

const checks = crossFieldChecks<z.infer<typeof variables>>([
  {
    variable: 'USER_HASH_KEY',
    reason: 'must differ from TOKEN_KEY',
    isBroken: ({ USER_HASH_KEY: hash, TOKEN_KEY: token }) => hash !== undefined && hash === token,
  },
]);

export const config = variables.check(
  ...authChecks,
  ...kafkaChecks,
  ...tokenChecks,
  ...userTrackingChecks,
  ...checks,
);
export type IngestorConfig = z.infer<typeof config>;

/** Injection token of the parsed configuration. */
export const configToken = Symbol('IngestorConfig');
