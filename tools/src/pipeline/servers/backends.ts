// What a caller of startBackends gets.
import { type Addresses, environmentOf } from './addresses.ts';
import type { BackendName, Neo4jConnection } from './backend-names.ts';

export type Origin = 'given' | 'reused' | 'started';
export type Origins = Partial<Record<BackendName, Origin>>;

export type Backends = {
  /** host:port, comma separated. This and the next two throw for a server left out by `only`. */
  readonly kafkaBrokers: string;
  readonly neo4j: Neo4jConnection;
  readonly agentUrl: string;
  /** KAFKA_BROKERS, NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, DD_TRACE_AGENT_URL: for the environment of a child. */
  readonly environment: Record<string, string>;
  /** Per server wanted: named by the environment, running before this call, or started by it. */
  readonly origins: Readonly<Origins>;
  /** Ends what this call started; safe to call again. `removeData` also deletes the instance's folder. */
  stop(options?: { removeData?: boolean }): Promise<void>;
};

export function backendsOf(addresses: Addresses, origins: Origins, stop: Backends['stop']): Backends {
  return {
    get kafkaBrokers() {
      return addresses.kafka ?? leftOut('kafka');
    },
    get neo4j() {
      return addresses.neo4j ?? leftOut('neo4j');
    },
    get agentUrl() {
      return addresses.agent ?? leftOut('agent');
    },
    environment: environmentOf(addresses),
    origins,
    stop,
  };
}

function leftOut(name: BackendName): never {
  throw new Error(`${name} was not asked for: add '${name}' to the option 'only'`);
}
