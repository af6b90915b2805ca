// What an error of Neo4j means for whoever sent the statement. Pure, and by name and code only: it also reads errors
// of another copy of the driver, and never needs a message that may hold a value.

/**
 * What the sender does next. `transient`: send the same again, later if need be; nothing is wrong with the data.
 * `size`: never send the same again, send less of it. `permanent`: no repetition can succeed.
 */
export type Neo4jErrorClass = 'transient' | 'size' | 'permanent';

/**
 * What a retry within the process can do. `contention`: transactions met, one had to give way. `conflict`: a
 * constraint refused a row, perhaps one that a concurrent transaction created a moment ago. `unavailable`: there is
 * no working database behind the address. `refused`: it is there and does not let us in.
 */
export type Neo4jErrorKind = 'contention' | 'conflict' | 'unavailable' | 'refused' | 'size' | 'permanent';

// The first match decides. From the server's own list of codes (Neo4j 5.26, Status.java) and the driver's (6.3).
const kinds: [RegExp, Neo4jErrorKind][] = [
  // Neo4j counts most of these as transient, but the same transaction would need the same memory and time again.
  [/OutOfMemoryError$|TransactionMemoryLimit$|StackOverFlowError$/, 'size'],
  [/TransactionTimedOut|ExecutionTimeout$|ProcedureTimedOut$/, 'size'],

  [/^Neo\.ClientError\.Schema\.Constraint(ValidationFailed|Violation)$/, 'conflict'],

  // The login of a long-lived connection has run out: the next connection logs in anew.
  [/^Neo\.ClientError\.Security\.(AuthorizationExpired|TokenExpired)$/, 'unavailable'],
  // A wrong or expired password and a missing right concern every statement alike, so they say nothing about this one.
  [/^Neo\.ClientError\.Security\./, 'refused'],

  [/^Neo\.TransientError\.(Cluster|General|Request|Security)\./, 'unavailable'],
  [/^Neo\.TransientError\.Transaction\.(LeaderSwitch|LeaseExpired|BookmarkTimeout)$/, 'unavailable'],
  [/^Neo\.TransientError\./, 'contention'],

  // Not our database, not here, not writable, or shutting down under us.
  [/^Neo\.ClientError\.(Cluster|Database|Routing)\./, 'unavailable'],
  [/^Neo\.ClientError\.General\.(ForbiddenOnReadOnly|WriteOnReadOnlyAccess)Database$/, 'unavailable'],
  [/^Neo\.ClientError\.Transaction\.(Terminated|LockClientStopped|TransactionNotFound)$/, 'unavailable'],
  // A full or broken disk. DatabaseError.Statement is not here: a value too large for its index is reported there.
  [/^Neo\.DatabaseError\.(Database|General|Transaction)\./, 'unavailable'],

  // A certificate, key or password file that cannot be used: like a wrong password, it is mended from outside.
  [/^(Connection|Password)FileUnusable$/, 'refused'],

  [/^(ServiceUnavailable|SessionExpired)$/, 'unavailable'],
  [/^(ConnectionAcquisitionTimeout|PoolClosed|DeadlineExceeded)$/, 'unavailable'],
];

const classOf: Record<Neo4jErrorKind, Neo4jErrorClass> = {
  contention: 'transient',
  unavailable: 'transient',
  refused: 'transient',
  // After the retries of this library the row that is in the way is there to stay.
  conflict: 'permanent',
  size: 'size',
  permanent: 'permanent',
};

/**
 * What the sender of a statement does about `error`: a Neo4jError, a GraphError, or an error that has one of them
 * among its causes. Undefined: not an error of Neo4j.
 */
export function classifyNeo4jError(error: unknown): Neo4jErrorClass | undefined {
  const kind = neo4jErrorKind(error);
  return kind === undefined ? undefined : classOf[kind];
}

/** As `classifyNeo4jError`, in the detail that the retry policy needs. */
export function neo4jErrorKind(error: unknown): Neo4jErrorKind | undefined {
  const code = neo4jErrorCode(error);
  return code === undefined ? undefined : (kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'permanent');
}

/** The code of the outermost Neo4jError or GraphError among `error` and its causes, if there is one. */
export function neo4jErrorCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const { code } = current as { code?: unknown };
    if (current.name === 'GraphError' && typeof code === 'string') return code;
    if (current.name === 'Neo4jError')
      return typeof code === 'string' ? driverCode(code, current.message) : 'N/A';
    current = current.cause;
  }
  return undefined;
}

// The driver gives no code to what it finds itself. Two of these are states of the pool; the rest is misuse.
function driverCode(code: string, message: string): string {
  if (code !== 'N/A') return code;
  if (message.startsWith('Connection acquisition timed out')) return 'ConnectionAcquisitionTimeout';
  if (message.startsWith('Pool is closed') || message.startsWith('No connection available'))
    return 'PoolClosed';
  return 'DriverError';
}
