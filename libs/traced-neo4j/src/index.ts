// Public API of traced-neo4j: Neo4j for NestJS with a span per statement, quick retries and safe errors.
// `int` makes an integer parameter: a plain number would be sent as a float.
export { int } from 'neo4j-driver';
export { classifyNeo4jError, isTimeLimitError, type Neo4jErrorClass } from './error-class.ts';
export { type Neo4jHealth, neo4jHealth } from './neo4j.health.ts';
export { GraphError, toGraphError } from './neo4j-errors.ts';
export type { Statement, TracedNeo4jOptions, TransactionOptions } from './options.ts';
export type { Neo4jTls } from './secure-connection.ts';
export { type TracedNeo4jAsyncOptions, TracedNeo4jModule } from './traced-neo4j.module.ts';
export { TracedNeo4j } from './traced-neo4j.ts';
export type { TracedTransaction } from './traced-transaction.ts';
