// The service that handlers inject. Statements go through `read` and `write`; `transaction` is for several that
// belong together, `session` for the driver's own API.
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

/** What the answer of a server that ends a transaction on time may take to arrive. */
const graceMs = 5_000;

const accessModes: Record<Mode, SessionMode> = { read: session.READ, write: session.WRITE };

/** Opens its driver at once and its first connection with the first statement. Can be used without Nest. */
export class TracedNeo4j implements OnApplicationShutdown {
  private readonly driver: Driver;
  private readonly login: Login;
  private readonly address: Pick<TracedNeo4jOptions, 'uri' | 'tls'>;
  private readonly target: QueryTarget;
  private readonly openResults = new OpenResults();
  private readonly measure: MeasureStatement;

  constructor(options: TracedNeo4jOptions, metrics?: Metrics) {
    this.measure = statementMetrics(metrics);
    this.target = queryTarget(options);
    this.address = { uri: options.uri, tls: options.tls };
    this.login = new Login(options);
    const { uri, config } = secureConnection(options.uri, options.tls);
    this.driver = driver(uri, this.login, driverConfig(options, config));
  }

  /**
   * All rows of a statement that changes nothing, as plain objects by column. Throws a GraphError, after the retries
   * of the policy.
   */
  read<Row>(statement: Statement, parameters?: Parameters, options?: TransactionOptions): Promise<Row[]> {
    return this.autoCommit('read', statement, parameters, options);
  }

  /**
   * As `read`, for a statement that writes; returned means committed. It must bear repetition (MERGE, not CREATE, or
   * `maxAttempts: 1`): when a connection is lost nobody knows whether the statement took effect, and it is sent again.
   */
  write<Row>(statement: Statement, parameters?: Parameters, options?: TransactionOptions): Promise<Row[]> {
    return this.autoCommit('write', statement, parameters, options);
  }

  /**
   * Runs `work` in one transaction and commits it. `work` is repeated as a whole, under the same rule as `write`, so it
   * must have no other effects. What it throws rolls back; its own errors pass through unchanged and are not retried.
   * `name` is the transaction's on spans, in errors and on the server.
   */
  transaction<T>(
    mode: Mode,
    work: (transaction: TracedTransaction) => Promise<T>,
    options: TransactionOptions & { name?: string } = {},
  ): Promise<T> {
    const { name = `${mode} transaction`, tags } = options;
    const timeoutMs = options.timeoutMs ?? this.target.timeoutMs;
    return this.withSession(mode, options, (opened, attempt) => {
      const deadlineMs = timeoutMs + graceMs;
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

  /** Resolves if the database answers a query within `timeoutMs`, else throws a GraphError. No span, no retry. */
  async verify(timeoutMs = 2_000): Promise<void> {
    const opened = this.openSession('read');
    const config = { timeout: timeoutMs, metadata: transactionMetadata(this.target, 'verify') };
    try {
      await withDeadline(opened.run('RETURN 1 AS up', {}, config), timeoutMs, 'verify');
    } catch (error) {
      this.login.heed(error);
      throw toGraphError(error, 'verify');
    } finally {
      release(opened);
    }
  }

  /**
   * Why no connection can be made: which certificate, name or file is wrong, and what to do, in words. Undefined where
   * nothing of the kind is. Connects once, to the server in `uri`, for at most a second; never throws.
   */
  async findAccessFailure(): Promise<string | undefined> {
    return this.login.refusal() ?? findAccessFailure(this.address.uri, this.address.tls);
  }

  /** Closes all connections; what still runs fails. Nest calls it after servers and consumers have stopped. */
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
      const deadlineMs = timeoutMs + graceMs;
      const settings = { attempt, deadlineMs, measure: this.measure, tags: options.tags };
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
        this.login.heed(error);
        throw error;
      } finally {
        release(opened);
      }
    });
  }

  // A session of its own for each use: no bookmarks are sent, since whoever reads what was written waited for it.
  private openSession(mode: Mode): Session {
    return this.driver.session({
      database: this.target.database,
      defaultAccessMode: accessModes[mode],
      // All rows at once, which are kept anyway: one exchange with the server, and nothing to come when we give up.
      fetchSize: -1,
    });
  }
}

// Not waited for: its connection is back in the pool already, or its server has stopped answering.
function release(opened: Session): void {
  opened.close().catch(() => undefined);
}
