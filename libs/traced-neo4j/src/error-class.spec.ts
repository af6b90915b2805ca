import { Neo4jError } from 'neo4j-driver';
import { classifyNeo4jError, neo4jErrorCode, neo4jErrorKind } from './error-class.ts';
import { deadlineExceeded, toGraphError } from './neo4j-errors.ts';

const neo4jError = (code: string, message = 'a value') => new Neo4jError(message, code, '', '', {} as never);

describe('what an error of Neo4j means', () => {
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
    ['Neo.ClientError.Security.Unauthorized', 'refused', 'transient'],
    ['Neo.ClientError.Security.AuthenticationRateLimit', 'refused', 'transient'],
    ['Neo.ClientError.Security.CredentialsExpired', 'refused', 'transient'],
    ['Neo.TransientError.General.OutOfMemoryError', 'size', 'size'],
    ['Neo.TransientError.General.MemoryPoolOutOfMemoryError', 'size', 'size'],
    ['Neo.TransientError.General.TransactionMemoryLimit', 'size', 'size'],
    ['Neo.ClientError.General.TransactionOutOfMemoryError', 'size', 'size'],
    ['Neo.ClientError.Transaction.TransactionTimedOut', 'size', 'size'],
    ['Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration', 'size', 'size'],
    ['Neo.ClientError.Schema.ConstraintValidationFailed', 'conflict', 'permanent'],
    ['Neo.ClientError.Statement.SyntaxError', 'permanent', 'permanent'],
    ['Neo.ClientError.Statement.TypeError', 'permanent', 'permanent'],
    // A value too large for its index arrives under this code.
    ['Neo.DatabaseError.Statement.ExecutionFailed', 'permanent', 'permanent'],
    // A value that cannot be sent, found by the driver.
    ['ProtocolError', 'permanent', 'permanent'],
    ['Neo.ClientError.Brand.NewInSomeVersion', 'permanent', 'permanent'],
  ])('%s is %s, so %s', (code, kind, classification) => {
    expect(neo4jErrorKind(neo4jError(code))).toBe(kind);
    expect(classifyNeo4jError(neo4jError(code))).toBe(classification);
  });

  it('tells a pool without a free connection from misuse, neither of which has a code', () => {
    const busy = neo4jError('N/A', 'Connection acquisition timed out in 5000 ms. Pool status: …');
    const closed = neo4jError('N/A', 'Pool is closed, it is no more able to serve requests.');
    const misuse = neo4jError('N/A', 'Cannot run query in a closed session.');
    expect([busy, closed, misuse].map(neo4jErrorCode)).toEqual([
      'ConnectionAcquisitionTimeout',
      'PoolClosed',
      'DriverError',
    ]);
    expect([busy, closed, misuse].map(classifyNeo4jError)).toEqual(['transient', 'transient', 'permanent']);
  });

  it('finds the error of Neo4j among the causes, wrapped or not', () => {
    const original = neo4jError('ServiceUnavailable');
    const outer = new Error('batch failed', { cause: toGraphError(original, 'graph.write') });
    expect(classifyNeo4jError(outer)).toBe('transient');
    expect(classifyNeo4jError(deadlineExceeded('graph.write'))).toBe('transient');
  });

  it.each([new Error('other'), new TypeError('x'), 'text', undefined, null, { code: 'ServiceUnavailable' }])(
    'has no opinion on %p',
    (error) => {
      expect(classifyNeo4jError(error)).toBeUndefined();
    },
  );

  it('ends on causes that go round in a circle', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(classifyNeo4jError(circle)).toBeUndefined();
  });
});
