// The problems for failed deliveries to Kafka. They say whether the transaction may have been stored, and whether a retry
// helps. Pure.
import type { ProblemMapper } from '@ringtrace/service-shell';
import { DeliveryError, ProducerQueueFullError, RecordRefusedError } from '@ringtrace/traced-kafka';

export const deliveryProblem: ProblemMapper = (error) => {
  if (error instanceof RecordRefusedError && error.reason === 'too-large') {
    return {
      type: '/problems/transaction-too-large',
      title: 'The transaction is larger than Kafka accepts',
      status: 413,
      detail: 'The transaction was not stored. A retry does not help.',
    };
  }
  if (error instanceof RecordRefusedError) {
    return {
      type: '/problems/not-stored',
      title: 'Kafka refuses transactions',
      status: 503,
      detail: 'The transaction was not stored. Retry it with the same id when the operator has solved this.',
      retryAfterSeconds: 30,
    };
  }
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
