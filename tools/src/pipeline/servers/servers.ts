// The three servers by name.
import { agentServer } from './agent/agent-server.ts';
import type { BackendName } from './backend-names.ts';
import { kafkaServer } from './kafka/kafka-server.ts';
import { neo4jServer } from './neo4j/neo4j-server.ts';
import type { Server } from './server.ts';

export const SERVERS: Record<BackendName, Server> = {
  kafka: kafkaServer,
  neo4j: neo4jServer,
  agent: agentServer,
};
