// For commands: checks the database before anything is changed, and explains in plain words what is wrong with it.
import { UnreachableError } from '@ringtrace/service-shell';
import { GraphError, type TracedNeo4j } from '@ringtrace/traced-neo4j';

const timeoutMs = 10_000;

const explanations: Record<string, string> = {
  'Neo.ClientError.Security.Unauthorized': 'refuses the login: see NEO4J_USER and NEO4J_PASSWORD',
  ServiceUnavailable: 'does not answer: see NEO4J_URI',
  DeadlineExceeded: 'does not answer: see NEO4J_URI',
};

/** @throws UnreachableError, GraphError */
export async function checkDatabase(neo4j: TracedNeo4j): Promise<void> {
  try {
    await neo4j.verify(timeoutMs);
  } catch (error) {
    const reason =
      (await neo4j.findAccessFailure()) ??
      (error instanceof GraphError ? explanations[error.code] : undefined);
    throw reason === undefined ? error : new UnreachableError(`the database ${reason}`, { cause: error });
  }
}
