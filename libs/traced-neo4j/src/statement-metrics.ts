// How long statements take and how they fail, for dashboards: spans are sampled, these counts are not. Labels are
// names of statements and kinds of error only.
import type { Metrics } from '@ringtrace/telemetry';
import { neo4jErrorKind } from './error-class.ts';
import type { Statement } from './options.ts';

/** Runs one attempt at a statement and observes it; what `work` throws passes unchanged. */
export type MeasureStatement = <T>(statement: Statement, work: () => Promise<T>) => Promise<T>;

/** Without `metrics` nothing is counted. */
export function statementMetrics(metrics: Metrics | undefined): MeasureStatement {
  if (metrics === undefined) return (_, work) => work();
  const seconds = metrics.durations(
    'neo4j_statement_seconds',
    'One attempt at one statement, failed ones included, by its name',
    ['statement'],
  );
  const errors = metrics.counter('neo4j_statement_errors_total', 'Attempts that failed, by kind of error', [
    'statement',
    'kind',
  ]);
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
