// Everything the analyzer can be told, from environment variables, read once before anything starts.
import { secret } from '@ringtrace/service-shell';
import { z } from 'zod';

export const config = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3001).describe('Port of the HTTP API'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .describe('Kafka bootstrap servers, host:port, separated by commas'),
  KAFKA_CLIENT_ID: z.string().default('analyzer').describe('Name shown in broker logs and quotas'),
  NEO4J_URI: z.string().min(1).describe('bolt:// or neo4j:// address of the graph'),
  NEO4J_USER: z.string().default('neo4j').describe('Database user'),
  NEO4J_PASSWORD: secret().describe('Password of that user'),
  NEO4J_DATABASE: z.string().default('neo4j').describe('Database name'),
  SLICE_MAX_RECORDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(5_000)
    .default(500)
    .describe('Most records judged together'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe level'),
});
export type AnalyzerConfig = z.infer<typeof config>;
