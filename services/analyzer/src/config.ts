// Everything the analyzer can be told, from environment variables, read once before anything starts.
import { kafkaConfig, kafkaRules, processConfig, secret, wholeNumber } from '@ringtrace/service-shell';
import { z } from 'zod';

const variables = z.object({
  ...processConfig(3001),
  ...kafkaConfig('analyzer'),
  NEO4J_URI: z
    .string()
    .regex(/^(bolt|neo4j)(\+s|\+ssc)?:\/\//)
    .describe('bolt:// or neo4j:// address of the graph'),
  NEO4J_USER: z.string().default('neo4j').describe('Database user'),
  NEO4J_PASSWORD: secret().describe('Password of that user'),
  NEO4J_DATABASE: z.string().default('neo4j').describe('Database name'),
  SLICE_MAX_RECORDS: wholeNumber(1, 5_000, 500).describe('Most records judged together'),
});

export const config = variables.check(...kafkaRules);
export type AnalyzerConfig = z.infer<typeof config>;
