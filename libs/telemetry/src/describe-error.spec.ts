import { describeError, SafeError } from './describe-error.ts';

class OrderError extends SafeError {}

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
    expect(describeError(new TypeError('x is not a function')).message).toBe('x is not a function');
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      syscall: 'connect',
      code: 'ECONNREFUSED',
    });
    expect(describeError(refused)).toMatchObject({
      message: 'connect ECONNREFUSED 127.0.0.1:1',
      code: 'ECONNREFUSED',
    });
  });

  it.each([undefined, null, 'secret', 42, { secret: 1 }])(
    'says of %p only that it is not an error',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ type: typeof thrown, message: 'not an Error' });
    },
  );
});
