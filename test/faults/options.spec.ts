import { UsageError } from '@ringtrace/tools';
import { readOptions } from './options.ts';

const names = ['broker killed', 'poison records'];

describe('the command line of test:faults', () => {
  it.each([
    [[], {}],
    [['--list', '--quick'], { list: true, quick: true }],
    [['-h'], { help: true }],
    [['--only', 'broker killed', '--only', 'poison records'], { only: names }],
    [['--soak', '30m', '--write'], { soakMinutes: 30, write: true }],
  ])('reads %j', (words, options) => {
    const none = { help: false, list: false, quick: false, write: false, only: [] };
    expect(readOptions(words, names)).toEqual({ ...none, ...options });
  });

  it.each([
    [['--only', 'nothing']],
    [['--only']],
    [['--quick', '--write']],
    [['--soak', '30']],
    [['broker killed']],
  ])('refuses %j', (words) => {
    expect(() => readOptions(words, names)).toThrow(UsageError);
  });
});
