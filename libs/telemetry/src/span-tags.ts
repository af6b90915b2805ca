// Every tag key that ringtrace may set on a span. None of them holds personal data. The only other tags are the `usr.*` of
// set-user.ts.

export const spanTags = {
  component: 'component',
  kind: 'span.kind',
  errorType: 'error.type',
  errorMessage: 'error.message',
  errorStack: 'error.stack',

  messagingSystem: 'messaging.system',
  messagingDestination: 'messaging.destination.name',
  messagingBatchSize: 'messaging.batch.message_count',
  kafkaTopic: 'kafka.topic',
  kafkaPartition: 'kafka.partition',
  /** Number of partitions that the records of a batch come from. */
  kafkaPartitions: 'kafka.partitions',
  kafkaOffset: 'kafka.message.offset',
  kafkaGroup: 'kafka.group',
  kafkaAttempt: 'kafka.attempt',
  deadLetterReason: 'kafka.dead_letter.reason',

  dbSystem: 'db.system',
  dbName: 'db.name',
  dbStatementName: 'db.statement.name',
  dbRowCount: 'db.row_count',
  dbAttempt: 'db.attempt',
  host: 'out.host',
  port: 'network.destination.port',
  batchSize: 'batch.size',

  tenant: 'tenant.id',
  transactionId: 'transaction.id',
  verdictDecision: 'verdict.decision',
  verdictRevision: 'verdict.revision',
  verdictRules: 'verdict.rules',
  ruleId: 'rule.id',
  ruleVersion: 'rule.version',
  ruleHits: 'rule.hits',
} as const;

export type SpanTag = (typeof spanTags)[keyof typeof spanTags];
export type Tags = Partial<Record<SpanTag, string | number | boolean | undefined>>;
