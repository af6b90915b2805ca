import { Neo4jError } from 'neo4j-driver';
import { toGraphError } from './neo4j-errors.ts';
import { decideRetry } from './retry-policy.ts';

const neo4jError = (code: string) => new Neo4jError('a value', code, '', '', {} as never);
const deadlock = neo4jError('Neo.TransientError.Transaction.DeadlockDetected');
const connectionLost = neo4jError('ServiceUnavailable');
const stop = { retry: false };

/** The delays in milliseconds of a whole series of failures. */
function delays(error: unknown, random: number): number[] {
  const found: number[] = [];
  for (let attempt = 1; attempt < 20; attempt += 1) {
    const decision = decideRetry(error, attempt, 0, random);
    if (!decision.retry) break;
    found.push(decision.delayMs);
  }
  return found;
}

describe('the retry policy', () => {
  it.each([
    deadlock,
    neo4jError('Neo.TransientError.Transaction.Outdated'),
    neo4jError('Neo.TransientError.Transaction.LockAcquisitionTimeout'),
    neo4jError('Neo.ClientError.Schema.ConstraintValidationFailed'),
    toGraphError(deadlock, 'graph.write'),
  ])('makes five attempts with delays of 10 to 50 ms for %s', (error) => {
    expect(delays(error, 0)).toEqual([10, 10, 10, 10]);
    expect(delays(error, 0.999_999).map(Math.round)).toEqual([20, 30, 50, 50]);
  });

  it('gives two colliding transactions different delays', () => {
    expect(delays(deadlock, 0.2)).not.toEqual(delays(deadlock, 0.7));
  });

  it.each([
    connectionLost,
    neo4jError('SessionExpired'),
    neo4jError('Neo.TransientError.General.DatabaseUnavailable'),
  ])('retries once when the database is unavailable: %s', (error) => {
    expect(delays(error, 0.5)).toEqual([50]);
  });

  it('does not retry when the time limit has passed', () => {
    expect(decideRetry(connectionLost, 1, 5_000, 0)).toEqual(stop);
    expect(decideRetry(deadlock, 1, 10_000, 0)).toEqual(stop);
  });

  it.each([
    neo4jError('Neo.TransientError.General.MemoryPoolOutOfMemoryError'),
    neo4jError('Neo.ClientError.Transaction.TransactionTimedOut'),
    neo4jError('Neo.ClientError.Statement.SyntaxError'),
    // Another failed login would only bring the server's rate limit closer.
    neo4jError('Neo.ClientError.Security.Unauthorized'),
    new TypeError('the caller’s own'),
    undefined,
  ])('does not retry %s', (error) => {
    expect(decideRetry(error, 1, 0, 0)).toEqual(stop);
  });
});
