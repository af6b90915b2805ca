// Public API: a Nest transport and a producer for Kafka that keep one unbroken trace per message, also in batches.
export type {
  GroupPartition,
  KafkaRecord,
  OutgoingRecord,
  PartitionProgress,
  RecordMetadata,
  UndecodableBatch,
} from './client/kafka-port.ts';
export { KafkaClientClass } from './client/kafkajs-client.ts';
export { ConsumedMessage } from './consume/consumed-message.ts';
export { type Disposition, deadLetterHeaders, dispositionOf, dispositions } from './consume/dead-letter.ts';
export type { FailureClass } from './consume/failure-policy.ts';
export { KafkaProgress } from './consume/kafka-progress.ts';
export { KafkaTraceInterceptor } from './consume/kafka-trace.interceptor.ts';
export { parseJson } from './consume/parse-json.ts';
export { queueTimeMs } from './consume/queue-time.ts';
export { replayHeaders, toReplay, withoutTrace } from './consume/replay-dead-letter.ts';
export { StepOver } from './consume/step-over.ts';
export { TopicReader } from './consume/topic-reader.ts';
export { contextOfRecord, textHeaders } from './consume/trace-headers.ts';
export { TracedKafkaContext } from './consume/traced-kafka.context.ts';
export {
  type HandlerExtras,
  TracedKafkaServer,
  type TracedKafkaServerOptions,
} from './consume/traced-kafka.server.ts';
export {
  DeliveryError,
  GroupBusyError,
  ProducerQueueFullError,
  RecordRefusedError,
  type RefusalReason,
  RetryLaterError,
  TopicReadError,
  UnprocessableRecordError,
} from './errors.ts';
export { type Health, KafkaHealth } from './kafka.health.ts';
export {
  type HeadersForAll,
  type RecordToSend,
  TracedProducer,
} from './produce/traced-kafka.producer.ts';
export { TracedKafkaModule, type TracedKafkaOptions } from './traced-kafka.module.ts';
