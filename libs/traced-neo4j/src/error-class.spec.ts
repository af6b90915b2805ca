import { Neo4jError } from 'neo4j-driver';
import { classifyNeo4jError, isTimeLimitError, neo4jErrorCode, neo4jErrorKind } from './error-class.ts';
import { deadlineExceeded, toGraphError } from './neo4j-errors.ts';

const neo4jError = (code: string, message = 'a value') => new Neo4jError(message, code, '', '', {} as never);

describe('the classification of Neo4j errors', () => {
  it.each([
    ['Neo.TransientError.Transaction.DeadlockDetected', 'contention', 'transient'],
    ['Neo.TransientError.Transaction.Outdated', 'contention', 'transient'],
    ['Neo.TransientError.Transaction.LockAcquisitionTimeout', 'contention', 'transient'],
    ['Neo.TransientError.Transaction.ConstraintsChanged', 'contention', 'transient'],
    ['Neo.TransientError.General.DatabaseUnavailable', 'unavailable', 'transient'],
    ['Neo.TransientError.Request.NoThreadsAvailable', 'unavailable', 'transient'],
    ['Neo.ClientError.Database.DatabaseNotFound', 'unavailable', 'transient'],
    ['Neo.ClientError.Cluster.NotALeader', 'unavailable', 'transient'],
    ['Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', 'unavailable', 'transient'],
    ['Neo.ClientError.Transaction.Terminated', 'unavailable', 'transient'],
    ['Neo.DatabaseError.Transaction.TransactionLogError', 'unavailable', 'transient'],
    ['Neo.ClientError.Security.AuthorizationExpired', 'unavailable', 'transient'],
    ['ServiceUnavailable', 'unavailable', 'transient'],
    ['SessionExpired', 'unavailable', 'transient'],
    ['Neo.ClientError.Security.Unauthorized', 'access', 'transient'],
    ['Neo.ClientError.Security.AuthenticationRateLimit', 'access', 'transient'],
    ['Neo.ClientError.Security.CredentialsExpired', 'access', 'transient'],
    ['Neo.TransientError.General.OutOfMemoryError', 'size', 'size'],
    ['Neo.TransientError.General.MemoryPoolOutOfMemoryError', 'size', 'size'],
    ['Neo.TransientError.General.TransactionMemoryLimit', 'size', 'size'],
    ['Neo.ClientError.General.TransactionOutOfMemoryError', 'size', 'size'],
    ['Neo.ClientError.Transaction.TransactionTimedOut', 'size', 'size'],
    ['Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration', 'size', 'size'],
    ['Neo.ClientError.Schema.ConstraintValidationFailed', 'conflict', 'permanent'],
    ['Neo.ClientError.Statement.SyntaxError', 'permanent', 'permanent'],
    ['Neo.ClientError.Statement.TypeError', 'permanent', 'permanent'],
    // A value too large for its index has this code.
    ['Neo.DatabaseError.Statement.ExecutionFailed', 'permanent', 'permanent'],
    ['Neo.ClientError.Procedure.ProcedureNotFound', 'permanent', 'permanent'],
    ['Neo.ClientError.Schema.IndexNotFound', 'permanent', 'permanent'],
    ['Neo.ClientError.Statement.ExternalResourceFailed', 'unavailable', 'transient'],
    // The driver did not understand the server, or the reverse.
    ['ProtocolError', 'unavailable', 'transient'],
    ['Neo.ClientError.Request.Invalid', 'unavailable', 'transient'],
    // Nothing that is not known to be about the statement is its fault.
    ['Neo.ClientError.Brand.NewInSomeVersion', 'unavailable', 'transient'],
  ])('makes %s %s, so %s', (code, kind, classification) => {
    expect(neo4jErrorKind(neo4jError(code))).toBe(kind);
    expect(classifyNeo4jError(neo4jError(code))).toBe(classification);
  });

  it('names an exhausted or closed pool, which have no code; nothing that the driver raises is permanent', () => {
    const busy = neo4jError('N/A', 'Connection acquisition timed out in 5000 ms. Pool status: …');
    const closed = neo4jError('N/A', 'Pool is closed, it is no more able to serve requests.');
    const misuse = neo4jError('N/A', 'Cannot run query in a closed session.');
    expect([busy, closed, misuse].map(neo4jErrorCode)).toEqual([
      'ConnectionAcquisitionTimeout',
      'PoolClosed',
      'DriverError',
    ]);
    expect([busy, closed, misuse].map(classifyNeo4jError)).toEqual(['transient', 'transient', 'transient']);
  });

  it('knows a time limit from other matters of size', () => {
    const timedOut = neo4jError('Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration');
    const outOfMemory = neo4jError('Neo.TransientError.General.MemoryPoolOutOfMemoryError');
    expect([timedOut, outOfMemory, new Error('x')].map(isTimeLimitError)).toEqual([true, false, false]);
  });

  it('finds the Neo4j error among the causes, wrapped or not', () => {
    const original = neo4jError('ServiceUnavailable');
    const outer = new Error('batch failed', { cause: toGraphError(original, 'graph.write') });
    expect(classifyNeo4jError(outer)).toBe('transient');
    expect(classifyNeo4jError(deadlineExceeded('graph.write'))).toBe('transient');
  });

  it.each([new Error('other'), new TypeError('x'), 'text', undefined, null, { code: 'ServiceUnavailable' }])(
    'returns undefined for %p',
    (error) => {
      expect(classifyNeo4jError(error)).toBeUndefined();
    },
  );

  it('terminates on circular causes', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(classifyNeo4jError(circle)).toBeUndefined();
  });
});
