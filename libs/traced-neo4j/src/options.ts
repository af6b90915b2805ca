// What the library is told by its user, and what the driver is told in turn.
import type { Tags } from '@ringtrace/telemetry';
import type { Config } from 'neo4j-driver';
import type { Neo4jTls } from './secure-connection.ts';

export interface TracedNeo4jOptions {
  /** `bolt://host:7687` for one server, `neo4j://…` for a cluster; `bolt+s://`, `neo4j+s://` with TLS. */
  uri: string;
  /** For `bolt+s://` and `neo4j+s://` with certificates that Node does not trust by itself, or mutual TLS. */
  tls?: Neo4jTls | undefined;
  user: string;
  password?: string | undefined;
  /** Wins over `password`. One line break at its end is not part of it. Read again when the login is refused. */
  passwordFile?: string | undefined;
  /** Always sent along: without it each session first asks the server for the user's home database. */
  database: string;
  /** Shown in `SHOW TRANSACTIONS`. Default: `DD_SERVICE`. */
  service?: string;
  /** Connections at most, which is statements at the same time. Default 10. */
  maxConnectionPoolSize?: number;
  /** How long a statement waits for a free connection. Default 5,000. */
  connectionAcquisitionTimeoutMs?: number;
  /** How long a TCP connect may take. Default 5,000. */
  connectionTimeoutMs?: number;
  /** Rows that a result of `session()` asks the server for at a time. Default 1,000; `read` and `write` ask for all. */
  fetchSize?: number;
  /** The server ends a transaction after this. Default 15,000. */
  timeoutMs?: number;
  /**
   * Any other setting of the driver, and the last word on all of them. Note that integers arrive as numbers
   * (`disableLosslessIntegers: true`), those above 2^53−1 as Infinity; `useBigInt: true` is the way out.
   */
  driver?: Config;
}

/** A statement is a constant: its values go into parameters, never into its text. */
export interface Statement {
  /** Short and stable, such as `graph.write-transactions`. Shown on spans, in errors and by the server. */
  readonly name: string;
  readonly text: string;
  /**
   * The server keeps its first plan, however the statistics change. For statements of a hot path whose plan follows from
   * their indexes: planning anew takes a large statement up to a second, at a moment that nobody chose.
   */
  readonly keepsPlan?: boolean;
}

/** The statement as the server gets it. */
export function sentText({ text, keepsPlan = false }: Statement): string {
  return keepsPlan ? `CYPHER replan=skip ${text}` : text;
}

export interface TransactionOptions {
  /** The server ends the transaction after this. Default: the module's `timeoutMs`. */
  timeoutMs?: number;
  /** Tries in all, within what the retry policy allows. Default 5; 1 never sends anything twice. */
  maxAttempts?: number;
  /** More tags for the span. */
  tags?: Tags;
}

const defaults = {
  maxConnectionPoolSize: 10,
  connectionAcquisitionTimeoutMs: 5_000,
  connectionTimeoutMs: 5_000,
  fetchSize: 1_000,
};

export const defaultTimeoutMs = 15_000;

/** The driver's settings, over those of `secured`. Pure. */
export function driverConfig(options: TracedNeo4jOptions, secured: Config = {}): Config {
  const given = { ...defaults, ...options };
  return {
    ...secured,
    maxConnectionPoolSize: given.maxConnectionPoolSize,
    connectionAcquisitionTimeout: given.connectionAcquisitionTimeoutMs,
    connectionTimeout: given.connectionTimeoutMs,
    fetchSize: given.fetchSize,
    // Row values are plain numbers.
    disableLosslessIntegers: true,
    // Each try is ours, so that each has its span.
    disableAutoCommitRetries: true,
    // Hints on the statement's quality cost the server time; a session can ask for them.
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    // No usage statistics, which would be one more message per statement.
    telemetryDisabled: true,
    ...options.driver,
  };
}
