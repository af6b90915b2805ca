// How an instance's own Neo4j is reached.
import type { Neo4jConnection, Ports } from '../backend-names.ts';

export function localNeo4j(ports: Pick<Ports, 'bolt'>, password: string): Neo4jConnection {
  return { uri: `bolt://127.0.0.1:${ports.bolt}`, user: 'neo4j', password, database: 'neo4j' };
}
