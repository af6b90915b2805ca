import { UsageError } from '@ringtrace/tools';
import { readOptions } from './options.ts';

const names = ['broker killed', 'poison records'];

describe('the command line of test:faults', () => {
  it.each([
    [[], { help: false, list: false, write: false, only: [] }],
    [['--list'], { help: false, list: true, write: false, only: [] }],
    [['-h'], { help: true, list: false, write: false, only: [] }],
    [
      ['--only', 'broker killed', '--only', 'poison records'],
      { help: false, list: false, write: false, only: names },
    ],
  ])('reads %j', (words, options) => {
    expect(readOptions(words, names)).toEqual(options);
  });

  it.each([[['--only', 'nothing']], [['--only']], [['--quick']], [['broker killed']]])(
    'refuses %j',
    (words) => {
      expect(() => readOptions(words, names)).toThrow(UsageError);
    },
  );
});
