// Classifies errors of Neo4j for the sender of a statement. Pure, and by name and code only. So it also works for errors of
// another copy of the driver, and does not need the message, which may hold a value.

/**
 * What the sender does next. `transient`: retry, later if necessary; nothing is known to be wrong with the data. `size`: do
 * not send the same again, send less. `permanent`: known to be the fault of the statement or its parameters; no retry can
 * succeed.
 */
export type Neo4jErrorClass = 'transient' | 'size' | 'permanent';

/**
 * What a retry within the process depends on. `contention`: concurrent transactions collided and one was aborted.
 * `conflict`: a constraint was violated, perhaps by a row that a concurrent transaction has just created. `access`: the
 * database is up but does not let us in. `unavailable`: no working database behind the address, and everything unknown.
 */
export type Neo4jErrorKind = 'contention' | 'conflict' | 'unavailable' | 'access' | 'size' | 'permanent';

const timeLimit = /TransactionTimedOut|ExecutionTimeout$|ProcedureTimedOut$/;

// The first match wins. Codes are from the server's list (Neo4j 5.26, Status.java) and the driver's (6.3).
const kinds: [RegExp, Neo4jErrorKind][] = [
  // Neo4j calls most of these transient, but the same transaction would need the same memory and time again.
  [/OutOfMemoryError$|TransactionMemoryLimit$|StackOverFlowError$/, 'size'],
  [timeLimit, 'size'],

  [/^Neo\.ClientError\.Schema\.Constraint(ValidationFailed|Violation)$/, 'conflict'],

  // The login of a long-lived connection has expired. The next connection logs in again.
  [/^Neo\.ClientError\.Security\.(AuthorizationExpired|TokenExpired)$/, 'unavailable'],
  // A wrong or expired password or a missing permission affects every statement, so it says nothing about this one.
  [/^Neo\.ClientError\.Security\./, 'access'],

  [/^Neo\.TransientError\.(Cluster|General|Request|Security)\./, 'unavailable'],
  [/^Neo\.TransientError\.Transaction\.(LeaderSwitch|LeaseExpired|BookmarkTimeout)$/, 'unavailable'],
  [/^Neo\.TransientError\./, 'contention'],

  // The database is missing, elsewhere, read-only or shutting down.
  [/^Neo\.ClientError\.(Cluster|Database|Routing)\./, 'unavailable'],
  [/^Neo\.ClientError\.General\.(ForbiddenOnReadOnly|WriteOnReadOnlyAccess)Database$/, 'unavailable'],
  [/^Neo\.ClientError\.Transaction\.(Terminated|LockClientStopped|TransactionNotFound)$/, 'unavailable'],
  // A full or broken disk. Not DatabaseError.Statement, which reports a value too large for its index.
  [/^Neo\.DatabaseError\.(Database|General|Transaction)\./, 'unavailable'],

  // A certificate, key or password file that cannot be used. Like a wrong password, an operator has to fix it.
  [/^(Connection|Password)FileUnusable$/, 'access'],

  // A file or address that the statement names.
  [/^Neo\.ClientError\.Statement\.ExternalResourceFailed$/, 'unavailable'],
  [/^Neo\.(ClientError|DatabaseError)\.(Statement|Schema|Procedure)\./, 'permanent'],
  [/^ParameterNotSendable$/, 'permanent'],
];

/**
 * Of everything else. Some states of the driver have a code. What a server that is not Neo4j answers, or a proxy that cuts the
 * conversation, reaches us as an error without one, such as a RangeError of the parser. None of that is about the data.
 */
const otherKind: Neo4jErrorKind = 'unavailable';

const classOf: Record<Neo4jErrorKind, Neo4jErrorClass> = {
  contention: 'transient',
  unavailable: 'transient',
  access: 'transient',
  // After this library's retries the conflicting row is there to stay.
  conflict: 'permanent',
  size: 'size',
  permanent: 'permanent',
};

/** Whether the server gave up because of a time limit, during planning or execution. One of the errors of class `size`. */
export function isTimeLimitError(error: unknown): boolean {
  return timeLimit.test(neo4jErrorCode(error) ?? '');
}

/**
 * Classifies `error` for the sender of a statement: a Neo4jError, a GraphError, or an error with one among its causes.
 * Undefined for any other error.
 */
export function classifyNeo4jError(error: unknown): Neo4jErrorClass | undefined {
  const kind = neo4jErrorKind(error);
  return kind === undefined ? undefined : classOf[kind];
}

/** Like `classifyNeo4jError`, in the detail that the retry policy needs. */
export function neo4jErrorKind(error: unknown): Neo4jErrorKind | undefined {
  const code = neo4jErrorCode(error);
  return code === undefined ? undefined : (kinds.find(([pattern]) => pattern.test(code))?.[1] ?? otherKind);
}

/** The code of the outermost Neo4jError or GraphError among `error` and its causes, if any. */
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

// Errors that the driver itself raises have no code. Two of them are states of the pool.
function driverCode(code: string, message: string): string {
  if (code !== 'N/A') return code;
  if (message.startsWith('Connection acquisition timed out')) return 'ConnectionAcquisitionTimeout';
  if (message.startsWith('Pool is closed') || message.startsWith('No connection available'))
    return 'PoolClosed';
  return 'DriverError';
}
