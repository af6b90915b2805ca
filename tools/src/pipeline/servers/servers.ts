// The three servers by name.

import type { GivenServers } from './addresses.ts';
import { agentServer, probeAgent } from './agent.ts';
import type { BackendName, Progress } from './backend-names.ts';
import { kafkaServer, probeKafka } from './kafka.ts';
import { neo4jServer, probeNeo4j } from './neo4j.ts';
import type { Server } from './server.ts';

export const servers: Record<BackendName, Server> = {
  kafka: kafkaServer,
  neo4j: neo4jServer,
  agent: agentServer,
};

/** Throws, naming the variable, if the environment names this server and it does not answer. */
export async function verifyGiven(name: BackendName, given: GivenServers, progress: Progress): Promise<void> {
  const { kafka, neo4j, agent } = given;
  if (name === 'kafka' && kafka) await named('KAFKA_BROKERS', kafka, probeKafka(kafka), progress);
  if (name === 'neo4j' && neo4j) await named('NEO4J_URI', neo4j.uri, probeNeo4j(neo4j), progress);
  if (name === 'agent' && agent) await named('DD_TRACE_AGENT_URL', agent, probeAgent(agent), progress);
}

async function named(
  variable: string,
  value: string,
  answer: Promise<void>,
  progress: Progress,
): Promise<void> {
  await answer.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = `start that server, or unset ${variable} to have one started here`;
    throw new Error(`${variable}=${value} does not answer (${reason}): ${advice}`, { cause });
  });
  progress(`${variable}=${value} answers: used, not started`);
}
