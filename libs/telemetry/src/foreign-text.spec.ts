import { describeError } from './describe-error.ts';

const canary = '4111111111111111';
const odd = (fields: object, message = `card ${canary}`) => Object.assign(new Error(message), fields);

describe('what is said of an error', () => {
  it.each<[string, Error, string]>([
    [
      'of a system call',
      odd({ syscall: 'connect', code: 'ECONNREFUSED', address: '10.0.0.1', port: 9092 }),
      'connect ECONNREFUSED 10.0.0.1:9092',
    ],
    ['of a file', odd({ syscall: 'open', code: 'ENOENT', path: `/${canary}` }), 'open ENOENT'],
    [
      'of a system call that is none',
      odd({ syscall: canary, code: canary, address: canary, hostname: canary }),
      'Error (message withheld)',
    ],
  ])('%s is made anew of its fields', (_, error, text) => {
    const said = describeError(error);
    expect(JSON.stringify(said)).not.toContain(canary);
    expect(said.message).toBe(text);
  });

  it('has no name and no code that may be a value', () => {
    expect(describeError(odd({ name: canary, code: canary }))).toMatchObject({
      type: 'Error',
      message: 'Error (message withheld)',
    });
  });
});
