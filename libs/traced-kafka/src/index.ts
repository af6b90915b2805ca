// The door of traced-kafka: a Nest transport and a producer that keep one unbroken trace per message, in batches too.

export type { KafkaRecord, RecordMetadata } from './client/kafka-port.ts';
export { KafkaClientClass } from './client/kafkajs-client.ts';
export { ConsumedMessage } from './consume/consumed-message.ts';
export { deadLetterHeaders } from './consume/dead-letter.ts';
export type { FailureClass } from './consume/failure-policy.ts';
export { KafkaProgress } from './consume/kafka-progress.ts';
export { KafkaTraceInterceptor } from './consume/kafka-trace.interceptor.ts';
export { parseJson } from './consume/parse-json.ts';
export { TracedKafkaContext } from './consume/traced-kafka.context.ts';
export {
  type HandlerExtras,
  TracedKafkaServer,
  type TracedKafkaServerOptions,
} from './consume/traced-kafka.server.ts';
export {
  DeliveryError,
  ProducerQueueFullError,
  RetryLaterError,
  UnprocessableRecordError,
} from './errors.ts';
export { KafkaHealth } from './kafka.health.ts';
export {
  type HeadersForAll,
  type Health,
  type RecordToSend,
  TracedProducer,
} from './produce/traced-kafka.producer.ts';
export { TracedKafkaModule, type TracedKafkaOptions } from './traced-kafka.module.ts';
