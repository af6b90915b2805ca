import { DeliveryError, ProducerQueueFullError, RecordRefusedError } from '@ringtrace/traced-kafka';
import { deliveryProblem } from './delivery-problem.ts';

describe('deliveryProblem', () => {
  it.each([
    [new DeliveryError('x'), 503, 'outcome-unknown', 'may or may not have been stored'],
    [new ProducerQueueFullError('x'), 503, 'overloaded', 'was not sent'],
    [new RecordRefusedError('too-large', 'x'), 413, 'transaction-too-large', 'was not stored'],
    [new RecordRefusedError('unknown-topic', 'x'), 503, 'not-stored', 'was not stored'],
    [new RecordRefusedError('not-authorized', 'x'), 503, 'not-stored', 'was not stored'],
    [new RecordRefusedError('invalid', 'x'), 503, 'not-stored', 'was not stored'],
  ])('says for %s whether the transaction may have been stored', (error, status, type, detail) => {
    const problem = deliveryProblem(error);
    expect(problem).toMatchObject({
      status,
      type: `/problems/${type}`,
      detail: expect.stringContaining(detail),
    });
    expect(problem?.retryAfterSeconds !== undefined).toBe(status === 503);
  });

  it('knows no other error', () => {
    expect(deliveryProblem(new TypeError('x'))).toBeUndefined();
  });
});
