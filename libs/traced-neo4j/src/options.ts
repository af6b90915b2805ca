// The options of this library, and the driver configuration made from them.
import type { Tags } from '@ringtrace/telemetry';
import type { Config } from 'neo4j-driver';
import type { Neo4jTls } from './secure-connection.ts';

export interface TracedNeo4jOptions {
  /** `bolt://host:7687` for one server, `neo4j://…` for a cluster; `bolt+s://`, `neo4j+s://` with TLS. */
  uri: string;
  /** For `bolt+s://` and `neo4j+s://` with certificates that Node does not trust by default, or for mutual TLS. */
  tls?: Neo4jTls | undefined;
  user: string;
  password?: string | undefined;
  /** Takes precedence over `password`. One trailing line break is ignored. Read again after the login was rejected. */
  passwordFile?: string | undefined;
  /** Always required: without it each session first asks the server for the user's home database. */
  database: string;
  /** Shown in `SHOW TRANSACTIONS`. Default: `DD_SERVICE`. */
  service?: string;
  /** Maximum number of connections, and so of concurrent statements. Default 10. */
  maxConnectionPoolSize?: number;
  /** How long a statement waits for a free connection. Default 5,000. */
  connectionAcquisitionTimeoutMs?: number;
  /** Timeout of a TCP connect. Default 5,000. */
  connectionTimeoutMs?: number;
  /** Rows that a result of `session()` fetches at a time. Default 1,000; `read` and `write` fetch all at once. */
  fetchSize?: number;
  /** The server terminates a transaction after this time. Default 15,000. */
  timeoutMs?: number;
  /**
   * Any other driver setting; overrides all of the above. Integers arrive as numbers (`disableLosslessIntegers: true`),
   * those above 2^53−1 as Infinity. Set `useBigInt: true` to avoid that.
   */
  driver?: Config;
}

/** A statement is a constant. Values go into parameters, never into the text. */
export interface Statement {
  /** Short and stable, such as `graph.write-transactions`. Shown on spans, in errors and by the server. */
  readonly name: string;
  readonly text: string;
  /**
   * The server keeps its first plan even when statistics change. For statements on the hot path whose plan follows from their
   * indexes: replanning a large statement takes up to a second, at an unpredictable moment.
   */
  readonly keepsPlan?: boolean;
}

/** The text that is sent to the server. */
export function sentText({ text, keepsPlan = false }: Statement): string {
  return keepsPlan ? `CYPHER replan=skip ${text}` : text;
}

export interface TransactionOptions {
  /** The server terminates the transaction after this time. 0: never. Default: the module's `timeoutMs`. */
  timeoutMs?: number;
  /** Maximum attempts, within the limits of the retry policy. Default 5. With 1 nothing is ever sent twice. */
  maxAttempts?: number;
  /** Additional tags for the span. */
  tags?: Tags;
}

const defaults = {
  maxConnectionPoolSize: 10,
  connectionAcquisitionTimeoutMs: 5_000,
  connectionTimeoutMs: 5_000,
  fetchSize: 1_000,
};

export const defaultTimeoutMs = 15_000;

/** The driver configuration, on top of the TLS settings in `secured`. Pure. */
export function driverConfig(options: TracedNeo4jOptions, secured: Config = {}): Config {
  const given = { ...defaults, ...options };
  return {
    ...secured,
    maxConnectionPoolSize: given.maxConnectionPoolSize,
    connectionAcquisitionTimeout: given.connectionAcquisitionTimeoutMs,
    connectionTimeout: given.connectionTimeoutMs,
    fetchSize: given.fetchSize,
    // Integers in rows arrive as plain numbers.
    disableLosslessIntegers: true,
    // This library does all retries, so that each attempt has its span.
    disableAutoCommitRetries: true,
    // Notifications about a statement's quality cost server time. A session can switch them on.
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    // Usage statistics would add one message per statement.
    telemetryDisabled: true,
    ...options.driver,
  };
}
