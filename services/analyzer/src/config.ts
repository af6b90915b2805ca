// The analyzer's configuration from environment variables, read once before anything starts.
import { accessSync, constants, statSync } from 'node:fs';
import {
  authChecks,
  authConfig,
  httpConfig,
  kafkaChecks,
  kafkaConfig,
  processConfig,
  userTrackingChecks,
  userTrackingConfig,
  wholeNumber,
} from '@ringtrace/service-shell';
import { z } from 'zod';
import { databaseChecks, databaseConfig } from './database-config.ts';

/** Shared with the rules command line. */
export const ruleBudgetMs = wholeNumber(50, 15_000, 2_000).describe(
  'Time limit of one rule for one batch, in milliseconds',
);

const variables = z.object({
  ...processConfig(3001),
  ...authConfig(),
  ...httpConfig(16 * 1024, 6_000),
  ...kafkaConfig('analyzer'),
  ...userTrackingConfig(),
  ...databaseConfig,
  BATCH_MAX_RECORDS: wholeNumber(1, 5_000, 500).describe('Maximum number of records in a batch'),
  RULES_DIR: z
    .string()
    .refine(isReadableDirectory, 'must be a readable directory')
    .optional()
    .describe('Directory of rule files that add to the shipped rules or override them'),
  RULES_RELOAD_SECONDS: wholeNumber(1, 3_600, 5).describe('How often RULES_DIR is reloaded, in seconds'),
  RULE_BUDGET_MS: ruleBudgetMs,
});

export const config = variables.check(
  ...authChecks,
  ...kafkaChecks,
  ...databaseChecks,
  ...userTrackingChecks,
);
export type AnalyzerConfig = z.infer<typeof config>;

// Checked at startup, so that a mistake does not show only when a rule is missing.
function isReadableDirectory(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
