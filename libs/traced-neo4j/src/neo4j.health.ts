// Readiness as a plain value, for any health framework.
import { explainAccessFailure } from './explain-access-failure.ts';
import { toGraphError } from './neo4j-errors.ts';
import type { TracedNeo4j } from './traced-neo4j.ts';

/**
 * `code` is from Neo4j, the driver or this library. For an access failure, `reason` explains for an operator what is wrong
 * and what to do; otherwise it is the code.
 */
export type Neo4jHealth = { status: 'up' } | { status: 'down'; code: string; reason: string };

/** Queries the database, for at most `timeoutMs`. If that fails, takes up to one more second to find out why. Never throws. */
export async function neo4jHealth(
  neo4j: Pick<TracedNeo4j, 'verify' | 'findAccessFailure'>,
  timeoutMs = 2_000,
): Promise<Neo4jHealth> {
  try {
    await neo4j.verify(timeoutMs);
    return { status: 'up' };
  } catch (error) {
    const { code } = toGraphError(error, 'verify');
    // A response that comes too late is not an access failure.
    const accessFailure =
      explainAccessFailure(code) ??
      (code === 'DeadlineExceeded' ? undefined : await neo4j.findAccessFailure());
    return { status: 'down', code, reason: accessFailure ?? code };
  }
}
