// What a client hears when Kafka does not take its transaction: come again with the same id. Pure.
import type { ProblemMapper } from '@ringtrace/service-shell';
import { DeliveryError, ProducerQueueFullError } from '@ringtrace/traced-kafka';

export const deliveryProblem: ProblemMapper = (error) => {
  if (error instanceof ProducerQueueFullError) {
    return { ...unavailable, detail: 'Too much is waiting already; nothing was sent.', retryAfterSeconds: 1 };
  }
  if (error instanceof DeliveryError) {
    return {
      ...unavailable,
      detail: 'It is not known whether it was taken; send it again with the same id.',
      retryAfterSeconds: 2,
    };
  }
  return undefined;
};

const unavailable = {
  type: '/problems/unavailable',
  title: 'The transaction log does not answer',
  status: 503,
};
