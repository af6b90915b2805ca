// Makes sure that the servers which the environment names answer, before anything relies on them.
import { probeAgent } from '../agent/probe-agent.ts';
import type { BackendName, Progress } from '../backend-names.ts';
import { probeKafka } from '../kafka/probe-kafka.ts';
import { probeNeo4j } from '../neo4j/probe-neo4j.ts';
import type { GivenServers } from './given-servers.ts';

/** Throws, naming the variable, when that server is given and does not answer. */
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
