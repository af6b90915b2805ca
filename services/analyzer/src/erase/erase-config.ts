// What erasing has to know of its environment: the analyzer's database and Kafka, and the ingestor's token keys.
import { kafkaConfig, kafkaRules, tokenConfig, tokenRules } from '@ringtrace/service-shell';
import { z } from 'zod';
import { databaseConfig, databaseRules } from '../database-config.ts';

export const eraseConfig = z
  .object({
    ...databaseConfig,
    ...kafkaConfig('ringtrace-erase'),
    ...tokenConfig(),
  })
  .check(...databaseRules, ...kafkaRules, ...tokenRules);
export type EraseConfig = z.infer<typeof eraseConfig>;
