// What a client hears when Kafka does not take its transaction: come again with the same id. Pure.
import type { ProblemMapper } from '@ringtrace/service-shell';
import { DeliveryError, ProducerQueueFullError } from '@ringtrace/traced-kafka';

export const deliveryProblem: ProblemMapper = (error) => {
  if (error instanceof ProducerQueueFullError) {
    return {
      type: '/problems/overloaded',
      title: 'Too much is waiting for the transaction log',
      status: 503,
      detail: 'Nothing was sent; send it again.',
      retryAfterSeconds: 1,
    };
  }
  if (error instanceof DeliveryError) {
    return {
      type: '/problems/outcome-unknown',
      title: 'The transaction log did not answer in time',
      status: 503,
      detail: 'It is not known whether it was taken; send it again with the same id.',
      retryAfterSeconds: 2,
    };
  }
  return undefined;
};
