// Everything the ingestor can be told, from environment variables, read once before anything starts.
import { secret } from '@ringtrace/service-shell';
import { z } from 'zod';

const int = (min: number, max: number, value: number) =>
  z.coerce.number().int().min(min).max(max).default(value);

export const config = z.object({
  PORT: int(0, 65_535, 3000).describe('Port of the HTTP API'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .describe('Kafka bootstrap servers, host:port, separated by commas'),
  KAFKA_CLIENT_ID: z.string().default('ingestor').describe('Name shown in broker logs and quotas'),
  TOKEN_KEY_ID: z
    .string()
    .regex(/^[a-z0-9]{1,16}$/)
    .default('k1')
    .describe('Id of the key, part of every token, a-z 0-9'),
  TOKEN_KEY: secret(32).describe(
    'Secret that identifiers are hashed with, 32 characters or more: openssl rand -base64 32',
  ),
  VERDICTS_BASE_URL: z
    .string()
    .default('')
    .describe('Where verdicts are read, the prefix of Location, no slash at its end'),
  BODY_LIMIT_BYTES: int(1_024, 16 * 1024 * 1024, 1024 * 1024).describe('Largest request body'),
  LINGER_MS: int(0, 1_000, 2).describe('How long a record waits for company before it is sent'),
  MAX_QUEUED_MESSAGES: int(1, 1_000_000, 20_000).describe(
    'Records waiting for the broker before requests get 503',
  ),
  DELIVERY_TIMEOUT_MS: int(100, 120_000, 5_000).describe(
    'How long a request waits for the broker before it gets 503',
  ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe level'),
});
export type IngestorConfig = z.infer<typeof config>;

/** Injection token of the parsed configuration. */
export const CONFIG = Symbol('IngestorConfig');
