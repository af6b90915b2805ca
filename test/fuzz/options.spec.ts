import { UsageError } from '@ringtrace/tools';
import { readOptions } from './options.ts';

const targets = ['record-decoder', 'http'];

describe('the command line of test:fuzz', () => {
  it('means everything with a new seed when nothing is said', () => {
    expect(readOptions([], targets)).toEqual({
      help: false,
      short: false,
      seed: undefined,
      only: [],
      times: 1,
    });
  });

  it('takes a seed, targets and how many', () => {
    const options = readOptions(['--short', '--seed', '7', '--only', 'http', '--times', '10'], targets);
    expect(options).toEqual({ help: false, short: true, seed: 7, only: ['http'], times: 10 });
  });

  it.each([[['--seed', 'x']], [['--only', 'unknown']], [['--times', '0']], [['--nonsense']], [['word']]])(
    'refuses %j',
    (words) => {
      expect(() => readOptions(words, targets)).toThrow(UsageError);
    },
  );
});
