// Makes sure of database and broker before anything is changed, and says in words what is wrong with them.
import { SafeError } from '@ringtrace/telemetry';
import type { TracedProducer } from '@ringtrace/traced-kafka';
import { GraphError, type TracedNeo4j } from '@ringtrace/traced-neo4j';

/** Nothing was done. Mend what it says and run the command again. */
class UnreachableError extends SafeError {}

const answerMs = 10_000;

const words: Record<string, string> = {
  'Neo.ClientError.Security.Unauthorized': 'refuses the login: see NEO4J_USER and NEO4J_PASSWORD',
  ServiceUnavailable: 'does not answer: see NEO4J_URI',
  DeadlineExceeded: 'does not answer: see NEO4J_URI',
};

/** @throws UnreachableError, GraphError */
export async function reachDatabase(neo4j: TracedNeo4j): Promise<void> {
  try {
    await neo4j.verify(answerMs);
  } catch (error) {
    const reason =
      (await neo4j.findAccessFailure()) ?? (error instanceof GraphError ? words[error.code] : undefined);
    throw reason === undefined ? error : new UnreachableError(`the database ${reason}`, { cause: error });
  }
}

/** @throws UnreachableError, or why broker and client do not accept each other */
export async function reachBroker(producer: TracedProducer): Promise<void> {
  try {
    await producer.connect();
  } catch (error) {
    if (error instanceof SafeError) throw error;
    throw new UnreachableError('no broker answers: see KAFKA_BROKERS', { cause: error });
  }
}
