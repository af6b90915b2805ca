// The one error that leaves this library. Messages of Neo4j repeat values (a constraint failure names the property's
// value), so they are kept as the cause and never shown.
import { inspect } from 'node:util';
import { SafeError } from '@ringtrace/telemetry';
import { classifyNeo4jError, type Neo4jErrorClass, neo4jErrorCode } from './error-class.ts';

/** A statement or transaction that failed for good, or for now: `classification` says which. */
export class GraphError extends SafeError {
  /** Neo4j's code, or the driver's, or `DeadlineExceeded`, or the name of a JavaScript error. */
  readonly code: string;
  /** Whether sending the same again can help; see `Neo4jErrorClass`. */
  readonly classification: Neo4jErrorClass;
  /** Name of the statement or transaction. */
  readonly statement: string;

  constructor(code: string, classification: Neo4jErrorClass, statement: string, options?: ErrorOptions) {
    super(`${code} in ${statement}`, options);
    this.code = code;
    this.classification = classification;
    this.statement = statement;
  }

  /** Printed without its cause. */
  [inspect.custom](): string {
    return this.stack ?? String(this);
  }
}

/**
 * What may be thrown on and shown. What is no error of Neo4j comes from the driver: from a file for TLS that it could
 * not use while it connected, which is transient, or from a statement or parameter that it refused to send, which is
 * permanent. A GraphError is returned as it is.
 */
export function toGraphError(error: unknown, statement: string): GraphError {
  if (error instanceof GraphError) return error;
  const code = neo4jErrorCode(error) ?? driverFailure(error);
  const classification = classifyNeo4jError(error) ?? (code === fileUnusable ? 'transient' : 'permanent');
  return new GraphError(code, classification, statement, { cause: error });
}

const fileUnusable = 'ConnectionFileUnusable';

// A file is a matter of the file system, or of OpenSSL, which found no certificate in it, or none that fits the key.
function driverFailure(error: unknown): string {
  const { name = 'UnknownError', code = '', syscall = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const isOfFile = /^(open|read)$/.test(syscall) || /^ERR_(OSSL|CRYPTO|SSL|TLS)_/.test(code);
  return isOfFile ? fileUnusable : name;
}

/** The server did not answer in time. Nobody knows whether it did the work. */
export function deadlineExceeded(statement: string): GraphError {
  return new GraphError('DeadlineExceeded', 'transient', statement);
}
