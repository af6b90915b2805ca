// What erasing has to know of its environment: the analyzer's database and Kafka, and the ingestor's token key.
import { kafkaConfig, kafkaRules, secret } from '@ringtrace/service-shell';
import { z } from 'zod';
import { databaseConfig, databaseRules } from '../database-config.ts';
import type { TokenKey } from './person.ts';

export const eraseConfig = z
  .object({
    ...databaseConfig,
    ...kafkaConfig('ringtrace-erase'),
    TOKEN_KEY_ID: z
      .string()
      .regex(/^[a-z0-9]{1,16}$/)
      .default('k1')
      .describe('Id of the ingestor’s token key'),
    TOKEN_KEY: secret(32).describe('Secret that the ingestor hashes identifiers with'),
  })
  .check(...databaseRules, ...kafkaRules);
export type EraseConfig = z.infer<typeof eraseConfig>;

/** All keys that tokens in the graph may have been made with. */
export function tokenKeys({ TOKEN_KEY_ID: id, TOKEN_KEY: key }: Readonly<EraseConfig>): TokenKey[] {
  return [{ id, key }];
}
