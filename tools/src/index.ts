// The door: what tests and other packages need of the tools.

export {
  type Comparison,
  compareOutcomes,
  differences,
  type Observed,
  type RuleComparison,
} from './demo/compare-outcomes.ts';
export { type Access, makeAccess } from './pipeline/access.ts';
export {
  type CollectedVerdict,
  collectOutcomes,
  type DeadLetter,
  type Outcomes,
  type WaitForOutcome,
} from './pipeline/collect-outcomes.ts';
export { createTopics } from './pipeline/create-topics.ts';
export { type Acceptance, type SendOptions, type SendOutcome, sendStream } from './pipeline/send-stream.ts';
export {
  type Pipeline,
  type PipelineOptions,
  type Service,
  type ServiceName,
  type ServiceOptions,
  startPipeline,
  startService,
} from './pipeline/start-services.ts';
export {
  findTrace,
  groupByTrace,
  printTrace,
  type TraceNode,
  type TraceTree,
  toTree,
  traceOf,
  traceProblems,
  walk,
} from './pipeline/trace/trace-tree.ts';
export { findingKey, type ReferenceFinding } from './reference/payment.ts';
export {
  flaggedBy,
  judge,
  type ReferenceJudgement,
  type ReferenceVerdict,
  scores,
} from './reference/reference-model.ts';
export {
  defaultThresholds,
  type RuleId,
  type ThresholdChanges,
  type Thresholds,
} from './reference/thresholds.ts';
export { type LatencySummary, percentile, summariseLatencies } from './statistics.ts';
export {
  generateTraffic,
  type Label,
  minSpanMs,
  minTransactions,
  type PlantedRing,
  type Traffic,
  type TrafficOptions,
} from './traffic/demo/generate-traffic.ts';
export { type LookAlikeKind, lookAlikeKinds } from './traffic/demo/scenarios.ts';
export { type PoisonRecord, poisonRecords } from './traffic/poison-records.ts';
export { Random } from './traffic/random.ts';

// Local servers, and processes that cannot outlive their parent.

export { type Answer, FaultyProxy } from './pipeline/process/faulty-proxy.ts';
export { freePort } from './pipeline/process/free-port.ts';
export { type Background, type BackgroundOptions, runBackground } from './pipeline/process/run-background.ts';
export { GiveUp, type WaitOptions, waitUntil } from './pipeline/process/wait-until.ts';
export type { Exit } from './pipeline/process/watchdog.ts';
export type { Backends } from './pipeline/servers/addresses.ts';
export type { BackendName, Neo4jConnection } from './pipeline/servers/backend-names.ts';
export {
  keystoreOf,
  makeAuthority,
  type TestAuthority,
  type TestIdentity,
} from './pipeline/servers/certificates.ts';
export { placesInCluster } from './pipeline/servers/kafka.ts';
export { kafkaLogFile, runKafkaTool } from './pipeline/servers/kafka-tool.ts';
export { fetchSchemathesis } from './pipeline/servers/python.ts';
export type { KafkaExtras, KafkaListener, Neo4jExtras } from './pipeline/servers/server-settings.ts';
export { type StartOptions, startBackends } from './pipeline/servers/start-backends.ts';
export { clearSpans, type ReceivedSpan, readSpans } from './pipeline/trace/read-spans.ts';
export { parseCommandLine, quietKafkajsWarning, UsageError, wholeNumber } from './program.ts';
