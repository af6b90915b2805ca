// The door: what tests of the whole pipeline need. demo.ts is the other way in.

export {
  type CollectedVerdict,
  collectOutcomes,
  type DeadLetter,
  type Outcomes,
  type WaitForOutcome,
} from './load/collect-outcomes.ts';
export { type LatencySummary, percentile, summariseLatencies } from './load/percentiles.ts';
export { type Acceptance, type SendOptions, type SendOutcome, sendStream } from './load/send-stream.ts';
export { type Access, makeAccess } from './pipeline/make-access.ts';
export { type Pipeline, type PipelineOptions, startPipeline } from './pipeline/start-pipeline.ts';
export {
  type Service,
  type ServiceName,
  type ServiceOptions,
  startService,
} from './pipeline/start-service.ts';
export { Random } from './random.ts';
export {
  type Comparison,
  compareOutcomes,
  differences,
  type Observed,
  type RuleComparison,
} from './reference/compare-outcomes.ts';
export { type ReferenceVerdict, scores } from './reference/decide.ts';
export { findingKey, type ReferenceFinding } from './reference/finding.ts';
export { flaggedBy, judge, type ReferenceJudgement } from './reference/reference-model.ts';
export {
  defaultThresholds,
  type RuleId,
  type ThresholdChanges,
  type Thresholds,
} from './reference/thresholds.ts';
export { createTopics } from './topics-setup.ts';
export { findTrace, traceOf } from './trace/find-trace.ts';
export { printTrace } from './trace/print-trace.ts';
export {
  groupByTrace,
  type TraceNode,
  type TraceTree,
  toTree,
  traceProblems,
  walk,
} from './trace/trace-tree.ts';
export { type LookAlikeKind, lookAlikeKinds } from './traffic/draft.ts';
export {
  generateTraffic,
  type Label,
  minSpanMs,
  minTransactions,
  type PlantedRing,
  type Traffic,
  type TrafficOptions,
} from './traffic/generate-traffic.ts';
export { type PoisonRecord, poisonRecords } from './traffic/poison-records.ts';
