// The 503 problems for failed deliveries to Kafka: the client should retry with the same id. Pure.
import type { ProblemMapper } from '@ringtrace/service-shell';
import { DeliveryError, ProducerQueueFullError } from '@ringtrace/traced-kafka';

export const deliveryProblem: ProblemMapper = (error) => {
  if (error instanceof ProducerQueueFullError) {
    return {
      type: '/problems/overloaded',
      title: 'Too many transactions are waiting for Kafka',
      status: 503,
      detail: 'The transaction was not sent. Retry it.',
      retryAfterSeconds: 1,
    };
  }
  if (error instanceof DeliveryError) {
    return {
      type: '/problems/outcome-unknown',
      title: 'Kafka did not acknowledge the transaction in time',
      status: 503,
      detail: 'The transaction may or may not have been stored. Retry it with the same id.',
      retryAfterSeconds: 2,
    };
  }
  return undefined;
};
