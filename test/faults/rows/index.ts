// All faults, in the order in which they are injected: rows of one kind of stage follow each other.
import type { FaultRow } from '../row.ts';
import { clusterRows } from './cluster.ts';
import { diskRows } from './disk.ts';
import { kafkaRows } from './kafka.ts';
import { databaseRows } from './neo4j.ts';
import { agentRows, networkRows } from './network.ts';
import { recordRows } from './records.ts';
import { securedRows } from './secured.ts';
import { crashRows, serviceRows } from './services.ts';

export const faultRows: FaultRow[] = [
  ...serviceRows,
  ...crashRows,
  ...kafkaRows,
  ...databaseRows,
  ...networkRows,
  ...agentRows,
  ...recordRows,
  ...clusterRows,
  ...securedRows,
  ...diskRows,
];
