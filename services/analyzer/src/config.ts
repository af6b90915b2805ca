// Everything the analyzer can be told, from environment variables, read once before anything starts.
import { brokerList, processConfig, secret, wholeNumber } from '@ringtrace/service-shell';
import { z } from 'zod';

export const config = z.object({
  ...processConfig(3001),
  KAFKA_BROKERS: brokerList.describe('Kafka bootstrap servers, host:port, separated by commas'),
  KAFKA_CLIENT_ID: z.string().default('analyzer').describe('Name shown in broker logs and quotas'),
  NEO4J_URI: z
    .string()
    .regex(/^(bolt|neo4j)(\+s|\+ssc)?:\/\//)
    .describe('bolt:// or neo4j:// address of the graph'),
  NEO4J_USER: z.string().default('neo4j').describe('Database user'),
  NEO4J_PASSWORD: secret().describe('Password of that user'),
  NEO4J_DATABASE: z.string().default('neo4j').describe('Database name'),
  SLICE_MAX_RECORDS: wholeNumber(1, 5_000, 500).describe('Most records judged together'),
});
export type AnalyzerConfig = z.infer<typeof config>;
