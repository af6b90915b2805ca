import { equal } from 'node:assert/strict';
import { describeError, SafeError } from './describe-error.ts';

class OrderError extends SafeError {}

const canary = '4111111111111111';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('describeError', () => {
  it('shows the message of a SafeError', () => {
    expect(describeError(new OrderError('field amount'))).toMatchObject({
      type: 'OrderError',
      message: 'field amount',
    });
  });

  it('withholds the message of any other error, in the stack too, and keeps the code', () => {
    const error = Object.assign(
      new Error(`Node(7) already exists with id = "card-${canary}"\nsecond line ${canary}`),
      { code: 'Neo.ClientError.Schema.ConstraintValidationFailed' },
    );
    const description = describeError(error);
    expect(JSON.stringify(description)).not.toContain(canary);
    expect(description).toMatchObject({
      code: 'Neo.ClientError.Schema.ConstraintValidationFailed',
      type: 'Error',
    });
    expect(description.stack).toMatch(/^ {4}at /);
  });

  it('keeps messages that help and hold no values: programming errors and system calls', () => {
    expect(describeError(new TypeError('order.find(...) is not a function')).message).toBe(
      'order.find(...) is not a function',
    );
    const connectionRefused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      syscall: 'connect',
      code: 'ECONNREFUSED',
      address: '127.0.0.1',
      port: 1,
    });
    expect(describeError(connectionRefused)).toMatchObject({
      message: 'connect ECONNREFUSED 127.0.0.1:1',
      code: 'ECONNREFUSED',
    });
  });

  it.each<[string, () => unknown]>([
    ['reading a property of undefined', () => (undefined as never)['4111' as never]],
    ['an operator', () => 'a' in ('4111' as never)],
    ['a string used as an object', () => Object.assign('4111' as never, { length: 1 })],
    ['a number used as an iterable', () => new Map(4111 as never)],
    ['an argument of the wrong type', () => Buffer.from(4111 as never)],
    ['an assertion', () => equal('4111', 'x')],
    ['a parser', () => JSON.parse('4111 is not defined')],
  ])('withholds the value that the runtime quotes for %s', (_, work) => {
    const description = describeError(thrownBy(work));
    expect(JSON.stringify({ ...description, stack: undefined })).not.toContain('4111');
    expect(description.type).toMatch(/Error$/);
  });

  it('does not mistake a line of the message for a stack frame', () => {
    const error = new Error(`first\n    at ${canary}`);
    expect(describeError(error).stack).not.toContain(canary);
  });

  it('describes errors with properties of unexpected types', () => {
    const odd = Object.assign(new Error('x'), { name: 5, stack: null, code: {}, message: undefined });
    expect(describeError(odd)).toEqual({ type: 'Error', message: 'Error (message withheld)' });
  });

  it.each([undefined, null, 'secret', 42, { secret: 1 }])('reports %p only as not an Error', (thrown) => {
    expect(describeError(thrown)).toEqual({ type: typeof thrown, message: 'not an Error' });
  });
});
