// How a server describes itself, and what it gets to start with.
import type { Background, Children } from '../process/run-background.ts';
import type { BackendName, PortName, Ports, Progress } from './backend-names.ts';
import type { InstancePaths } from './instance.ts';
import type { KafkaExtras, Neo4jExtras } from './server-settings.ts';

export interface StartContext {
  paths: InstancePaths;
  ports: Ports;
  neo4jPassword: string;
  kafka: KafkaExtras | undefined;
  neo4j: Neo4jExtras | undefined;
  children: Children;
  progress: Progress;
  signal: AbortSignal;
}

export interface Server {
  name: BackendName;
  /** Name and version, for messages. */
  title: string;
  ports: PortName[];
  isFetched(): boolean;
  /** Fetches the program into the cache and returns its folder. */
  fetch(context: StartContext): Promise<string>;
  /** Returns as soon as the process runs; it may not answer yet. */
  launch(program: string, context: StartContext): Promise<Background>;
  /** Throws until the server answers a real request. */
  probe(context: Pick<StartContext, 'ports' | 'neo4jPassword'>): Promise<void>;
}

// The only place in code with the versions. versions.int.spec.ts checks that the poms and compose.yaml match.

export const kafkaVersion = '4.3.1';
export const neo4jVersion = '5.26.30';
export const testAgentVersion = '1.69.1';
export const schemathesisVersion = '4.32.5';
