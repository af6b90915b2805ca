// What the start of every server has in common, and what each says about itself.
import type { Background, Children } from '../process/run-background.ts';
import type { BackendName, PortName, Ports, Progress } from './backend-names.ts';
import type { InstancePaths } from './instance.ts';
import type { KafkaExtras } from './kafka-properties.ts';
import type { Neo4jExtras } from './neo4j-conf.ts';

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

// The one place in code that names the versions; the poms and compose.yaml are held to it by versions.int.spec.ts.

export const KAFKA_VERSION = '4.3.1';
export const NEO4J_VERSION = '5.26.30';
export const TEST_AGENT_VERSION = '1.69.1';
export const SCHEMATHESIS_VERSION = '4.32.5';
