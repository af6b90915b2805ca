// The door: real Kafka, Neo4j and a Datadog test agent, and processes that cannot outlive their parent.

export { clearSpans, type ReceivedSpan, readSpans } from './agent/read-spans.ts';
export type { BackendName, Neo4jConnection } from './backend-names.ts';
export type { Backends } from './backends.ts';
export { keystoreOf, makeAuthority, type TestAuthority, type TestIdentity } from './certificates.ts';
export { parseCommandLine, UsageError, wholeNumber } from './command-line.ts';
export { quietKafkajsWarning } from './commands/quiet-warning.ts';
export type { KafkaExtras, KafkaListener } from './kafka/server-properties.ts';
export type { Neo4jExtras } from './neo4j/neo4j-conf.ts';
export { freePort } from './process/free-port.ts';
export { type Background, type BackgroundOptions, runBackground } from './process/run-background.ts';
export { GiveUp, type WaitOptions, waitUntil } from './process/wait-until.ts';
export type { Exit } from './process/watchdog-messages.ts';
export { fetchSchemathesis } from './schemathesis.ts';
export { type StartOptions, startBackends } from './start-backends.ts';
