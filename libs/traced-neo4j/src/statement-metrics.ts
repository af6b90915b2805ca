// Duration and failures of statements, for dashboards. Unlike spans, these metrics are not sampled. Labels are only statement
// names and kinds of errors.
import type { Metrics } from '@ringtrace/telemetry';
import { neo4jErrorKind } from './error-class.ts';
import type { Statement } from './options.ts';

/** Runs one attempt at a statement and records it. Errors of `work` pass through unchanged. */
export type MeasureStatement = <T>(statement: Statement, work: () => Promise<T>) => Promise<T>;

/** Records nothing without `metrics`. */
export function statementMetrics(metrics: Metrics | undefined): MeasureStatement {
  if (metrics === undefined) return (_, work) => work();
  const seconds = metrics.durations(
    'neo4j_statement_seconds',
    'Duration of one attempt at a statement, failed ones included, by statement name',
    ['statement'],
  );
  const errors = metrics.counter(
    'neo4j_statement_errors_total',
    'Failed attempts at a statement, by kind of error',
    ['statement', 'kind'],
  );
  return async ({ name }, work) => {
    const stop = seconds.startTimer({ statement: name });
    try {
      return await work();
    } catch (error) {
      errors.inc({ statement: name, kind: neo4jErrorKind(error) ?? 'permanent' });
      throw error;
    } finally {
      stop();
    }
  };
}
