// The door of traced-kafka: a Nest transport and a producer that keep one unbroken trace per message, in batches too.
export { ConsumedMessage } from './consumed-message.ts';
export { deadLetterHeaders } from './dead-letter.ts';
export {
  DeliveryError,
  ProducerQueueFullError,
  RetryLaterError,
  UnprocessableRecordError,
} from './errors.ts';
export type { FailureClass } from './failure-policy.ts';
export { KafkaHealth } from './kafka.health.ts';
export type { KafkaRecord, RecordMetadata } from './kafka-port.ts';
export { KafkaProgress } from './kafka-progress.ts';
export { KafkaTraceInterceptor } from './kafka-trace.interceptor.ts';
export { KafkaClientClass } from './kafkajs-client.ts';
export { parseJson } from './parse-json.ts';
export { TracedKafkaContext } from './traced-kafka.context.ts';
export { TracedKafkaModule, type TracedKafkaOptions } from './traced-kafka.module.ts';
export {
  type HeadersForAll,
  type Health,
  type RecordToSend,
  TracedProducer,
} from './traced-kafka.producer.ts';
export {
  type HandlerExtras,
  TracedKafkaServer,
  type TracedKafkaServerOptions,
} from './traced-kafka.server.ts';
