// The address of each server of an instance, and the variables that tell a program about them. Pure.
import type { BackendName, Neo4jConnection, PortName } from './backend-names.ts';
import type { GivenServers } from './choice/given-servers.ts';
import { localNeo4j } from './neo4j/connection.ts';

export type Addresses = { kafka?: string; neo4j?: Neo4jConnection; agent?: string };

/** Given servers keep their own address. Holds only what was asked for. */
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
