// Asks a Neo4j server one trivial query over bolt.
import neo4j from 'neo4j-driver';
import type { Neo4jConnection } from '../backend-names.ts';

/** Throws unless the database answers a query with these credentials. */
export function probeNeo4j(connection: Neo4jConnection): Promise<void> {
  return runOnce(connection, 'RETURN 1', {});
}

export async function runOnce(
  { uri, user, password, database }: Neo4jConnection,
  statement: string,
  parameters: Record<string, unknown>,
): Promise<void> {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
    connectionTimeout: 2_000,
    connectionAcquisitionTimeout: 5_000,
    maxTransactionRetryTime: 0,
    telemetryDisabled: true,
  });
  const session = driver.session({ database });
  try {
    await session.run(statement, parameters);
  } finally {
    await session.close();
    await driver.close();
  }
}
