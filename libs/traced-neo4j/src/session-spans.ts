// Shared state of the statements of one session: target, timeouts and open results.
import { activeContext, type TraceContext, type TracedSpan } from '@ringtrace/telemetry';
import type { RecordShape, Result, Session } from 'neo4j-driver';
import { OpenResults } from './open-results.ts';
import { type QueryTarget, type SessionStatement, transactionMetadata } from './query-span.ts';
import { traceResult } from './traced-result.ts';

export type TransactionConfig = NonNullable<Parameters<Session['run']>[2]>;

/** How much longer than its transaction's timeout a span may stay open. */
const graceMs = 1_000;

export class SessionSpans {
  private readonly target: QueryTarget;
  private readonly results: OpenResults;

  constructor(target: QueryTarget, allResults: OpenResults) {
    this.target = target;
    this.results = new OpenResults(allResults);
  }

  /** The caller's timeout and metadata take precedence. A transaction belongs to the span that is active when it begins. */
  config(given: TransactionConfig = {}, name?: string, context = activeContext()): TransactionConfig {
    return {
      timeout: this.target.timeoutMs,
      ...given,
      metadata: { ...transactionMetadata(this.target, name, context), ...given.metadata },
    };
  }

  /** Runs `start` in the statement's span. Without a `timeout` above 0, an unconsumed result ends only with its session. */
  trace<R extends RecordShape>(
    statement: SessionStatement,
    { timeout = this.target.timeoutMs }: TransactionConfig = {},
    start: (context: TraceContext) => Result<R>,
  ): Result<R> {
    const timeoutMs = Number(timeout);
    const open = { results: this.results, limitMs: timeoutMs > 0 ? timeoutMs + graceMs : 0 };
    return traceResult(this.target, statement, open, (span: TracedSpan) => start(span.context));
  }

  /** Ends the spans of unconsumed results. What the driver does with these results afterwards does not fail a span. */
  end(): void {
    this.results.endAll();
  }

  /** Runs `step`, in which the driver itself consumes the remaining results of a transaction, then ends their spans. */
  async ending<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } finally {
      this.end();
    }
  }
}
