// What the start of every server has in common, and what each says about itself.

import type { Background } from '../process/run-background.ts';
import type { BackendName, PortName, Ports, Progress } from './backend-names.ts';
import type { Children } from './children.ts';
import type { InstancePaths } from './instance/paths.ts';
import type { KafkaExtras } from './kafka/server-properties.ts';
import type { Neo4jExtras } from './neo4j/neo4j-conf.ts';

export type StartContext = {
  paths: InstancePaths;
  ports: Ports;
  neo4jPassword: string;
  kafka: KafkaExtras | undefined;
  neo4j: Neo4jExtras | undefined;
  children: Children;
  progress: Progress;
  signal: AbortSignal;
};

export type Server = {
  name: BackendName;
  /** With version, for people. */
  title: string;
  ports: PortName[];
  isFetched(): boolean;
  /** Brings the program into the cache; returns its folder. */
  fetch(context: StartContext): Promise<string>;
  /** Returns as soon as the process runs; it may not answer yet. */
  launch(program: string, context: StartContext): Promise<Background>;
  /** Throws until the server answers a real request. */
  probe(context: Pick<StartContext, 'ports' | 'neo4jPassword'>): Promise<void>;
};
