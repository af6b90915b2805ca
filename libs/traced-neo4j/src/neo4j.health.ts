// Readiness as a plain value, for whatever health framework the application has.

import { explainAccessFailure } from './explain-access-failure.ts';
import { toGraphError } from './neo4j-errors.ts';
import type { TracedNeo4j } from './traced-neo4j.ts';

/**
 * `code` is Neo4j's or the driver's, or this library's own. `reason`: where the two sides do not accept each other, what
 * is wrong and what to do, in words; else the code.
 */
export type Neo4jHealth = { status: 'up' } | { status: 'down'; code: string; reason: string };

/** Asks the database, for at most `timeoutMs`, and where it cannot be reached, why, for a second more. Never throws. */
export async function neo4jHealth(
  neo4j: Pick<TracedNeo4j, 'verify' | 'findAccessFailure'>,
  timeoutMs = 2_000,
): Promise<Neo4jHealth> {
  try {
    await neo4j.verify(timeoutMs);
    return { status: 'up' };
  } catch (error) {
    const { code } = toGraphError(error, 'verify');
    // Who answers too late refuses nothing.
    const refusal =
      explainAccessFailure(code) ??
      (code === 'DeadlineExceeded' ? undefined : await neo4j.findAccessFailure());
    return { status: 'down', code, reason: refusal ?? code };
  }
}
