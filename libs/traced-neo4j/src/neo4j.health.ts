// Readiness as a plain value, for whatever health framework the application has.
import { toGraphError } from './neo4j-errors.ts';
import type { TracedNeo4j } from './traced-neo4j.ts';

/** `code` is Neo4j's or the driver's, or `DeadlineExceeded`. */
export type Neo4jHealth = { status: 'up' } | { status: 'down'; code: string };

/** Asks the database, for at most `timeoutMs`. Never throws. */
export async function neo4jHealth(
  neo4j: Pick<TracedNeo4j, 'verify'>,
  timeoutMs = 2_000,
): Promise<Neo4jHealth> {
  try {
    await neo4j.verify(timeoutMs);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', code: toGraphError(error, 'verify').code };
  }
}
