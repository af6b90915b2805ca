// Every environment variable of the erase command: the analyzer's database and Kafka, and the ingestor's token keys.
import { databaseConfig, databaseRules } from '@ringtrace/analyzer/graph';
import { kafkaConfig, kafkaRules, tokenConfig, tokenRules } from '@ringtrace/service-shell';
import { z } from 'zod';

export const config = z
  .object({
    ...databaseConfig,
    ...kafkaConfig('ringtrace-erase'),
    ...tokenConfig(),
  })
  .check(...databaseRules, ...kafkaRules, ...tokenRules);
export type EraseConfig = z.infer<typeof config>;
