// What the statements of one session have in common: where they go, how long they may take, which are still open.
import { activeContext, type TraceContext, type TracedSpan } from '@ringtrace/telemetry';
import type { RecordShape, Result, Session } from 'neo4j-driver';
import { OpenResults } from './open-results.ts';
import { type QueryTarget, type SessionStatement, transactionMetadata } from './query-span.ts';
import { traceResult } from './traced-result.ts';

export type TransactionConfig = NonNullable<Parameters<Session['run']>[2]>;

/** A span may stay open this much longer than the server lets its transaction live. */
const graceMs = 1_000;

export class SessionSpans {
  private readonly target: QueryTarget;
  private readonly results: OpenResults;

  constructor(target: QueryTarget, allResults: OpenResults) {
    this.target = target;
    this.results = new OpenResults(allResults);
  }

  /** The caller's own timeout and metadata win. A transaction belongs to the span that is active when it begins. */
  config(given: TransactionConfig = {}, name?: string, context = activeContext()): TransactionConfig {
    return {
      timeout: this.target.timeoutMs,
      ...given,
      metadata: { ...transactionMetadata(this.target, name, context), ...given.metadata },
    };
  }

  /** Runs `start` in the statement's span. Without a `timeout` above 0 nothing ends it but its session's end. */
  trace<R extends RecordShape>(
    statement: SessionStatement,
    { timeout = this.target.timeoutMs }: TransactionConfig = {},
    start: (context: TraceContext) => Result<R>,
  ): Result<R> {
    const timeoutMs = Number(timeout);
    const open = { results: this.results, limitMs: timeoutMs > 0 ? timeoutMs + graceMs : 0 };
    return traceResult(this.target, statement, open, (span: TracedSpan) => start(span.context));
  }

  /** Ends the spans of results that nobody has consumed. What the driver does to them from now on is no failure. */
  end(): void {
    this.results.endAll();
  }

  /** Does `step`, in which the driver itself consumes what is left of a transaction's results. */
  async ending<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } finally {
      this.end();
    }
  }
}
