import { describeError } from './describe-error.ts';

const canary = '4111111111111111';
const errorWith = (fields: object, message = `card ${canary}`) => Object.assign(new Error(message), fields);

describe('the message of a third-party error', () => {
  it.each<[string, Error, string]>([
    [
      'a system call',
      errorWith({ syscall: 'connect', code: 'ECONNREFUSED', address: '10.0.0.1', port: 9092 }),
      'connect ECONNREFUSED 10.0.0.1:9092',
    ],
    ['a file access', errorWith({ syscall: 'open', code: 'ENOENT', path: `/${canary}` }), 'open ENOENT'],
    [
      'a forged system call',
      errorWith({ syscall: canary, code: canary, address: canary, hostname: canary }),
      'Error (message withheld)',
    ],
  ])('is rebuilt from the fields of %s', (_, error, text) => {
    const description = describeError(error);
    expect(JSON.stringify(description)).not.toContain(canary);
    expect(description.message).toBe(text);
  });

  it('leaves out a name or code that could be a value', () => {
    expect(describeError(errorWith({ name: canary, code: canary }))).toMatchObject({
      type: 'Error',
      message: 'Error (message withheld)',
    });
  });
});
