// Every environment variable of reconcile: Kafka, and the analyzer's database.
import { databaseChecks, databaseConfig } from '@ringtrace/analyzer/graph';
import { kafkaChecks, kafkaConfig } from '@ringtrace/service-shell';
import { z } from 'zod';

export const reconcileConfig = z
  .object({ ...databaseConfig, ...kafkaConfig('ringtrace-reconcile') })
  .check(...databaseChecks, ...kafkaChecks);
export type ReconcileConfig = z.infer<typeof reconcileConfig>;
