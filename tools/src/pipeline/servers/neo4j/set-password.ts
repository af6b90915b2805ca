// Gives a new Neo4j server the instance's password, once.

import { GiveUp } from '../../process/wait-until.ts';
import type { Neo4jConnection } from '../backend-names.ts';
import { probeNeo4j, runOnce } from './probe-neo4j.ts';

/**
 * Throws until the server answers with the instance's password. A server that still has its first password
 * gets ours; until then it refuses every other statement. Safe to repeat after a crash at any point.
 */
export async function probeOrSetPassword(connection: Neo4jConnection): Promise<void> {
  try {
    await probeNeo4j(connection);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    await setFirstPassword(connection).catch((cause: unknown) => {
      if (!isUnauthorized(cause)) throw cause;
      throw new GiveUp('its data has another password than state.json says: start again with --fresh', {
        cause,
      });
    });
    await probeNeo4j(connection);
  }
}

function setFirstPassword({ password, ...connection }: Neo4jConnection): Promise<void> {
  const first = { ...connection, password: 'neo4j', database: 'system' };
  return runOnce(first, "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password", { password });
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Neo.ClientError.Security.Unauthorized';
}
