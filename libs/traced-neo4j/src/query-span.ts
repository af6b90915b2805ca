// Span tags and transaction metadata of a statement: names and numbers only, never a parameter.
import { type SpanOptions, spanTags, type Tags, type TraceContext } from '@ringtrace/telemetry';
import type { ResultSummary } from 'neo4j-driver';
import { normalizeStatement } from './normalize-statement.ts';
import { defaultTimeoutMs, type Statement, type TracedNeo4jOptions } from './options.ts';

/** The database that statements are sent to. */
export interface QueryTarget {
  readonly database: string;
  readonly host: string;
  readonly port: number;
  readonly service: string | undefined;
  readonly timeoutMs: number;
}

/** Pure, except for the default of `service`. Throws a TypeError if `uri` is not a URI. */
export function queryTarget(options: TracedNeo4jOptions): QueryTarget {
  const { hostname, port } = new URL(options.uri);
  return {
    database: options.database,
    host: hostname,
    port: Number(port || 7687),
    service: options.service ?? process.env.DD_SERVICE,
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
  };
}

/** A statement of the driver's own API; it may have no name. */
export type SessionStatement = Statement | { name?: undefined; text: string };

/** The span of one attempt at one statement. Type `db`, because the agent would parse Cypher as SQL with type `sql`. */
export function querySpan(
  target: QueryTarget,
  statement: SessionStatement,
  attempt?: number,
  tags?: Tags,
): SpanOptions {
  return {
    kind: 'client',
    type: 'db',
    resource: resourceOf(statement),
    tags: {
      ...tags,
      ...databaseTags(target),
      ...(statement.name === undefined ? {} : { [spanTags.dbStatementName]: statement.name }),
      ...(attempt === undefined ? {} : { [spanTags.dbAttempt]: attempt }),
    },
  };
}

/** The span around the statements of one attempt at a transaction. Also shows a failed BEGIN or COMMIT. */
export function transactionSpan(
  target: QueryTarget,
  name: string,
  attempt: number,
  tags?: Tags,
): SpanOptions {
  return {
    kind: 'internal',
    type: 'db',
    resource: name,
    tags: { ...tags, ...databaseTags(target), [spanTags.dbAttempt]: attempt },
  };
}

/** Tags known once a result is consumed: the row count, if rows were read, and the server of a cluster that responded. */
export function outcomeTags(summary: ResultSummary, rowCount: number | undefined): Tags {
  const [, host, port] = /^(.*):(\d+)$/.exec(summary.server.address ?? '') ?? [];
  return {
    ...(rowCount === undefined ? {} : { [spanTags.dbRowCount]: rowCount }),
    ...(host && port ? { [spanTags.host]: host, [spanTags.port]: Number(port) } : {}),
  };
}

/** Metadata for `SHOW TRANSACTIONS` and the query log: links a transaction to its trace and back. */
export function transactionMetadata(target: QueryTarget, name?: string, context?: TraceContext): object {
  return {
    ...(context === undefined ? {} : { traceId: traceIdOf(context) }),
    ...(target.service === undefined ? {} : { service: target.service }),
    ...(name === undefined ? {} : { statement: name }),
  };
}

// 32 hexadecimal digits, as in the logs.
function traceIdOf(context: TraceContext): string | undefined {
  return context.toTraceparent().split('-')[1];
}

function databaseTags(target: QueryTarget): Tags {
  return {
    [spanTags.dbSystem]: 'neo4j',
    [spanTags.dbName]: target.database,
    [spanTags.host]: target.host,
    [spanTags.port]: target.port,
  };
}

// Statements are constants, so each text is normalized once.
const resources = new WeakMap<object, string>();

function resourceOf(statement: { text: string }): string {
  const known = resources.get(statement);
  if (known !== undefined) return known;
  const resource = normalizeStatement(statement.text);
  resources.set(statement, resource);
  return resource;
}
