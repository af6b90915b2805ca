// The service to inject. Single statements go through `read` and `write`, several that belong together through `transaction`.
// `session` gives the driver's own API.
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Metrics } from '@ringtrace/telemetry';
import {
  type Driver,
  driver,
  type Session,
  type SessionConfig,
  type SessionMode,
  session,
} from 'neo4j-driver';
import { neo4jErrorKind } from './error-class.ts';
import { findAccessFailure } from './find-access-failure.ts';
import { Login } from './login.ts';
import { toGraphError } from './neo4j-errors.ts';
import { OpenResults } from './open-results.ts';
import {
  driverConfig,
  type Statement,
  sentText,
  type TracedNeo4jOptions,
  type TransactionOptions,
} from './options.ts';
import { type QueryTarget, queryTarget, transactionMetadata } from './query-span.ts';
import { runStatement } from './run-statement.ts';
import { secureConnection } from './secure-connection.ts';
import { type MeasureStatement, statementMetrics } from './statement-metrics.ts';
import { traceSession } from './traced-session.ts';
import { runTransaction, type TracedTransaction } from './traced-transaction.ts';
import { withDeadline } from './with-deadline.ts';
import { withRetry } from './with-retry.ts';

type Mode = 'read' | 'write';
type Parameters = Record<string, unknown>;

/** How long after its timeout the server may take to report a terminated transaction. */
const graceMs = 5_000;

const accessModes: Record<Mode, SessionMode> = { read: session.READ, write: session.WRITE };

/** Creates the driver at once, and the first connection with the first statement. Can be used without Nest. */
export class TracedNeo4j implements OnApplicationShutdown {
  private readonly driver: Driver;
  private readonly login: Login;
  private readonly address: Pick<TracedNeo4jOptions, 'uri' | 'tls'>;
  private readonly target: QueryTarget;
  private readonly openResults = new OpenResults();
  private readonly measure: MeasureStatement;
  private unavailable = 0;

  constructor(options: TracedNeo4jOptions, metrics?: Metrics) {
    this.measure = statementMetrics(metrics);
    this.target = queryTarget(options);
    this.address = { uri: options.uri, tls: options.tls };
    this.login = new Login(options);
    const { uri, config } = secureConnection(options.uri, options.tls);
    this.driver = driver(uri, this.login, driverConfig(options, config));
  }

  /**
   * How often a statement or health check found the database unavailable, including failures that a retry made up for. If
   * this has grown, the server may have been restarted, and whatever it keeps in memory, such as plans, may be gone.
   */
  get interruptions(): number {
    return this.unavailable;
  }

  /**
   * Returns all rows of a read-only statement, as plain objects by column. Throws a GraphError when the retry policy gives up.
   */
  read<Row>(statement: Statement, parameters?: Parameters, options?: TransactionOptions): Promise<Row[]> {
    return this.autoCommit('read', statement, parameters, options);
  }

  /**
   * Like `read`, for a statement that writes. When it returns, the write is committed. The statement must be idempotent
   * (MERGE, not CREATE) or use `maxAttempts: 1`: after a lost connection it is sent again, although it may have taken effect.
   */
  write<Row>(statement: Statement, parameters?: Parameters, options?: TransactionOptions): Promise<Row[]> {
    return this.autoCommit('write', statement, parameters, options);
  }

  /**
   * Runs `work` in one transaction and commits it. Retries repeat `work` as a whole, so it must be idempotent, as for `write`,
   * and have no other effects. An error rolls back; errors of `work` itself pass through unchanged and are not retried.
   * `name` identifies the transaction on spans, in errors and on the server.
   */
  transaction<T>(
    mode: Mode,
    work: (transaction: TracedTransaction) => Promise<T>,
    options: TransactionOptions & { name?: string } = {},
  ): Promise<T> {
    const { name = `${mode} transaction`, tags } = options;
    const timeoutMs = options.timeoutMs ?? this.target.timeoutMs;
    return this.withSession(mode, options, (opened, attempt) => {
      const deadlineMs = deadlineFor(timeoutMs);
      const settings = { name, attempt, timeoutMs, deadlineMs, measure: this.measure, tags };
      return runTransaction(opened, this.target, settings, work);
    });
  }

  /**
   * The driver's own session, with a span per statement. The caller closes it. Errors are the driver's: their messages
   * hold values, so wrap them with `toGraphError` before they are shown. Retries are the driver's too.
   */
  session(config?: SessionConfig): Session {
    const opened = this.driver.session({ database: this.target.database, ...config });
    return traceSession(opened, this.target, this.openResults);
  }

  /** Resolves if the database responds to a query within `timeoutMs`, else throws a GraphError. No span, no retry. */
  async verify(timeoutMs = 2_000): Promise<void> {
    const opened = this.openSession('read');
    const config = { timeout: timeoutMs, metadata: transactionMetadata(this.target, 'verify') };
    try {
      await withDeadline(opened.run('RETURN 1 AS up', {}, config), timeoutMs, 'verify');
    } catch (error) {
      const failure = toGraphError(error, 'verify');
      this.onError(failure);
      throw failure;
    } finally {
      release(opened);
    }
  }

  /**
   * Explains for an operator which certificate, host name, file or login prevents a connection, and what to do. Undefined if
   * none does. Connects once, to the server in `uri`, for at most a second. Never throws.
   */
  async findAccessFailure(): Promise<string | undefined> {
    return this.login.accessFailure() ?? findAccessFailure(this.address.uri, this.address.tls);
  }

  /** Closes all connections; running statements fail. Nest calls this after servers and consumers have stopped. */
  async onApplicationShutdown(): Promise<void> {
    this.openResults.endAll();
    await this.driver.close();
  }

  private autoCommit<Row>(
    mode: Mode,
    statement: Statement,
    parameters: Parameters = {},
    options: TransactionOptions = {},
  ): Promise<Row[]> {
    const timeoutMs = options.timeoutMs ?? this.target.timeoutMs;
    return this.withSession(mode, options, (opened, attempt) => {
      const deadlineMs = deadlineFor(timeoutMs);
      const settings = { attempt, deadlineMs, measure: this.measure, parameters, tags: options.tags };
      return runStatement<Row>(this.target, statement, settings, (span) => {
        const metadata = transactionMetadata(this.target, statement.name, span.context);
        return opened.run(sentText(statement), parameters, { timeout: timeoutMs, metadata });
      });
    });
  }

  private withSession<T>(
    mode: Mode,
    { maxAttempts = Number.POSITIVE_INFINITY }: TransactionOptions,
    work: (opened: Session, attempt: number) => Promise<T>,
  ): Promise<T> {
    return withRetry(maxAttempts, async (attempt) => {
      const opened = this.openSession(mode);
      try {
        return await work(opened, attempt);
      } catch (error) {
        this.onError(error);
        throw error;
      } finally {
        release(opened);
      }
    });
  }

  private onError(error: unknown): void {
    this.login.onError(error);
    if (neo4jErrorKind(error) === 'unavailable') this.unavailable += 1;
  }

  // A new session per use sends no bookmarks. They are not needed: whoever reads a write has waited for it.
  private openSession(mode: Mode): Session {
    return this.driver.session({
      database: this.target.database,
      defaultAccessMode: accessModes[mode],
      // Fetches all rows at once: they are kept anyway, it is one round trip, and nothing is left on the wire after a timeout.
      fetchSize: -1,
    });
  }
}

/** Without a timeout there is no deadline either: the driver notices a lost connection by itself, within two minutes. */
function deadlineFor(timeoutMs: number): number {
  return timeoutMs > 0 ? timeoutMs + graceMs : Number.POSITIVE_INFINITY;
}

// Not awaited: the connection is already back in the pool, or the server has stopped responding.
function release(opened: Session): void {
  opened.close().catch(() => undefined);
}
