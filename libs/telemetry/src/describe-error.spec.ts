import { equal } from 'node:assert/strict';
import { describeError, SafeError } from './describe-error.ts';

class OrderError extends SafeError {}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('what may be said about an error', () => {
  it('shows the message of an error whose author vouches for it', () => {
    expect(describeError(new OrderError('field amount'))).toMatchObject({
      type: 'OrderError',
      message: 'field amount',
    });
  });

  it('withholds a foreign message, in the stack too, and keeps the code', () => {
    const error = Object.assign(new Error('Node(7) already exists with id = "card-4111"\nsecond line 4111'), {
      code: 'Neo.ClientError.Schema.ConstraintValidationFailed',
    });
    const description = describeError(error);
    expect(JSON.stringify(description)).not.toContain('4111');
    expect(description).toMatchObject({
      code: 'Neo.ClientError.Schema.ConstraintValidationFailed',
      type: 'Error',
    });
    expect(description.stack).toMatch(/^ {4}at /);
  });

  it('keeps what helps and holds no value: programming errors and system calls', () => {
    expect(describeError(new TypeError('order.find(...) is not a function')).message).toBe(
      'order.find(...) is not a function',
    );
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      syscall: 'connect',
      code: 'ECONNREFUSED',
      address: '127.0.0.1',
      port: 1,
    });
    expect(describeError(refused)).toMatchObject({
      message: 'connect ECONNREFUSED 127.0.0.1:1',
      code: 'ECONNREFUSED',
    });
  });

  it.each<[string, () => unknown]>([
    ['reads of nothing', () => (undefined as never)['4111' as never]],
    ['an operator', () => 'a' in ('4111' as never)],
    ['a string that is no object', () => Object.assign('4111' as never, { length: 1 })],
    ['a number that is no list', () => new Map(4111 as never)],
    ['an argument of a wrong type', () => Buffer.from(4111 as never)],
    ['an assertion', () => equal('4111', 'x')],
    ['a parser', () => JSON.parse('4111 is not defined')],
  ])('withholds the value that the runtime quotes of %s', (_, work) => {
    const description = describeError(thrownBy(work));
    expect(JSON.stringify({ ...description, stack: undefined })).not.toContain('4111');
    expect(description.type).toMatch(/Error$/);
  });

  it('takes no line of a message for a frame', () => {
    const error = new Error('first\n    at 4111111111111111');
    expect(describeError(error).stack).not.toContain('4111');
  });

  it('describes errors that are not as errors should be', () => {
    const odd = Object.assign(new Error('x'), { name: 5, stack: null, code: {}, message: undefined });
    expect(describeError(odd)).toEqual({ type: 'Error', message: 'Error (message withheld)' });
  });

  it.each([undefined, null, 'secret', 42, { secret: 1 }])(
    'says of %p only that it is not an error',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ type: typeof thrown, message: 'not an Error' });
    },
  );
});
