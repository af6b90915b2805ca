// The one error class that leaves this library. Neo4j's messages repeat values (a constraint violation quotes the
// property's value), so the original error is kept as the cause and never shown.
import { inspect } from 'node:util';
import { SafeError } from '@ringtrace/telemetry';
import { classifyNeo4jError, type Neo4jErrorClass, neo4jErrorCode } from './error-class.ts';
import { isSendable } from './sendable.ts';

/** A statement or transaction failed, permanently or for now: `classification` says which. */
export class GraphError extends SafeError {
  /** The code of Neo4j or the driver, or `DeadlineExceeded`, or the name of a JavaScript error. */
  readonly code: string;
  /** Whether a retry can help; see `Neo4jErrorClass`. */
  readonly classification: Neo4jErrorClass;
  /** Name of the statement or transaction. */
  readonly statement: string;

  constructor(code: string, classification: Neo4jErrorClass, statement: string, options?: ErrorOptions) {
    super(`${code} in ${statement}`, options);
    this.code = code;
    this.classification = classification;
    this.statement = statement;
  }

  /** Prints the error without its cause, which may hold values. */
  [inspect.custom](): string {
    return this.stack ?? String(this);
  }
}

/**
 * Wraps an error so that it can be rethrown and shown. Errors other than Neo4j's come from the driver: a TLS file that it could
 * not use while connecting, or an answer that it does not understand (both transient), or a parameter that it cannot send, if
 * `parameters` has one (permanent). A GraphError is returned unchanged.
 */
export function toGraphError(error: unknown, statement: string, parameters: unknown = {}): GraphError {
  if (error instanceof GraphError) return error;
  const code = codeOf(error, parameters);
  const classification = classifyNeo4jError(error) ?? 'transient';
  return new GraphError(code, code === notSendable ? 'permanent' : classification, statement, {
    cause: error,
  });
}

const notSendable = 'ParameterNotSendable';

function codeOf(error: unknown, parameters: unknown): string {
  const code = neo4jErrorCode(error);
  const isOfServer = code?.startsWith('Neo.');
  if (!isOfServer && !isSendable(parameters)) return notSendable;
  return code ?? driverFailure(error);
}

// File errors come from the file system, or from OpenSSL if a file holds no certificate or one that does not match the key.
function driverFailure(error: unknown): string {
  const { name = 'UnknownError', code = '', syscall = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const isOfFile = /^(open|read)$/.test(syscall) || /^ERR_(OSSL|CRYPTO|SSL|TLS)_/.test(code);
  return isOfFile ? 'ConnectionFileUnusable' : name;
}

/** The server did not respond in time. It is unknown whether it did the work. */
export function deadlineExceeded(statement: string): GraphError {
  return new GraphError('DeadlineExceeded', 'transient', statement);
}
