// Runs one attempt at one statement: span, metrics, deadline, rows and error.
import { inSpan, type Tags, type TracedSpan } from '@ringtrace/telemetry';
import type { Result } from 'neo4j-driver';
import { toGraphError } from './neo4j-errors.ts';
import type { Statement } from './options.ts';
import { outcomeTags, type QueryTarget, querySpan } from './query-span.ts';
import type { MeasureStatement } from './statement-metrics.ts';
import { withDeadline } from './with-deadline.ts';

export interface Attempt {
  attempt: number;
  /** How long to wait for the complete result. */
  deadlineMs: number;
  measure: MeasureStatement;
  /** What the statement is sent with, to tell a parameter that cannot be sent from a failure of the database. */
  parameters?: unknown;
  tags?: Tags | undefined;
}

/** Returns all rows of the result that `start` opens, as plain objects. Throws a GraphError. */
export function runStatement<Row>(
  target: QueryTarget,
  statement: Statement,
  { attempt, deadlineMs, measure, parameters, tags }: Attempt,
  start: (span: TracedSpan) => Result,
): Promise<Row[]> {
  return inSpan('neo4j.query', querySpan(target, statement, attempt, tags), (span) =>
    measure(statement, async () => {
      try {
        const { records, summary } = await withDeadline(start(span), deadlineMs, statement.name);
        span.tag(outcomeTags(summary, records.length));
        return records.map((record) => record.toObject() as Row);
      } catch (error) {
        throw toGraphError(error, statement.name, parameters);
      }
    }),
  );
}
