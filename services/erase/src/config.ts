// Every environment variable of the erase command: the analyzer's database and Kafka, and the ingestor's token keys.
import { databaseChecks, databaseConfig } from '@ringtrace/analyzer/graph';
import { kafkaChecks, kafkaConfig, tokenChecks, tokenConfig } from '@ringtrace/service-shell';
import { z } from 'zod';

export const config = z
  .object({
    ...databaseConfig,
    ...kafkaConfig('ringtrace-erase'),
    ...tokenConfig(),
  })
  .check(...databaseChecks, ...kafkaChecks, ...tokenChecks);
export type EraseConfig = z.infer<typeof config>;
