// Reads which existing servers the environment names. Pure.
import type { Neo4jConnection, PortName } from '../backend-names.ts';

export type GivenServers = { kafka?: string; neo4j?: Neo4jConnection; agent?: string };

/**
 * An address that is this instance's own (exported from an earlier `up`) does not count as given: otherwise a
 * shell that still has the exports could never start the instance again.
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
