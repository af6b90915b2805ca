// The addresses of an instance's servers, and the environment variables that hold them. Pure.
import type { BackendName, Neo4jConnection, PortName, Ports } from './backend-names.ts';

export interface Addresses {
  kafka?: string;
  neo4j?: Neo4jConnection;
  agent?: string;
}

/** Only of the servers wanted. Servers named by the environment keep their address. */
export function addressesOf(
  wanted: readonly BackendName[],
  given: GivenServers,
  ports: Partial<Record<PortName, number>>,
  neo4jPassword: string,
): Addresses {
  const all: Required<Addresses> = {
    kafka: given.kafka ?? `127.0.0.1:${ports.kafka}`,
    neo4j: given.neo4j ?? localNeo4j({ bolt: ports.bolt ?? 0 }, neo4jPassword),
    agent: given.agent ?? `http://127.0.0.1:${ports.agent}`,
  };
  return Object.fromEntries(wanted.map((name) => [name, all[name]]));
}

export function environmentOf({ kafka, neo4j, agent }: Addresses): Record<string, string> {
  return {
    ...(kafka && { KAFKA_BROKERS: kafka }),
    ...(neo4j && { NEO4J_URI: neo4j.uri, NEO4J_USER: neo4j.user, NEO4J_PASSWORD: neo4j.password }),
    ...(agent && { DD_TRACE_AGENT_URL: agent }),
  };
}

export function localNeo4j(ports: Pick<Ports, 'bolt'>, password: string): Neo4jConnection {
  return { uri: `bolt://127.0.0.1:${ports.bolt}`, user: 'neo4j', password, database: 'neo4j' };
}

export interface GivenServers {
  kafka?: string;
  neo4j?: Neo4jConnection;
  agent?: string;
}

/**
 * The existing servers that the environment names. This instance's own addresses, exported by an earlier `up`, do not
 * count: a shell that still has them could otherwise never start the instance again.
 */
export function givenServers(env: NodeJS.ProcessEnv, own: Partial<Record<PortName, number>>): GivenServers {
  const given: GivenServers = {};
  const kafka = env.KAFKA_BROKERS;
  const uri = env.NEO4J_URI;
  const agent = env.DD_TRACE_AGENT_URL;
  if (kafka && kafka !== `127.0.0.1:${own.kafka}`) given.kafka = kafka;
  if (uri && uri !== `bolt://127.0.0.1:${own.bolt}`) given.neo4j = givenNeo4j(uri, env);
  if (agent && agent !== `http://127.0.0.1:${own.agent}`) given.agent = agent;
  return given;
}

function givenNeo4j(uri: string, env: NodeJS.ProcessEnv): Neo4jConnection {
  const password = env.NEO4J_PASSWORD;
  if (!password) throw new Error('NEO4J_URI is set but NEO4J_PASSWORD is not: set both, or neither');
  return { uri, user: env.NEO4J_USER || 'neo4j', password, database: env.NEO4J_DATABASE || 'neo4j' };
}

export type Origin = 'given' | 'reused' | 'started';
export type Origins = Partial<Record<BackendName, Origin>>;

export interface Backends {
  /** host:port, comma separated. This and the next two throw if `only` left the server out. */
  readonly kafkaBrokers: string;
  readonly neo4j: Neo4jConnection;
  readonly agentUrl: string;
  /** For a child process: KAFKA_BROKERS, NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, DD_TRACE_AGENT_URL. */
  readonly environment: Record<string, string>;
  /** Per wanted server: named by the environment, already running, or started by this call. */
  readonly origins: Readonly<Origins>;
  /** Of the servers that this call started as processes, to send them signals. */
  readonly pids: Readonly<Partial<Record<BackendName, number>>>;
  /** Stops what this call started. Idempotent. `removeData` also deletes the instance's folder. */
  stop(options?: { removeData?: boolean }): Promise<void>;
}

export function backendsOf(
  addresses: Addresses,
  { origins, pids }: Pick<Backends, 'origins' | 'pids'>,
  stop: Backends['stop'],
): Backends {
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
    pids,
    stop,
  };
}

function leftOut(name: BackendName): never {
  throw new Error(`${name} was not asked for: add '${name}' to the option 'only'`);
}
