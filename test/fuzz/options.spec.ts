import { UsageError } from '@ringtrace/tools';
import { readOptions } from './options.ts';

const targets = ['record-decoder', 'http'];

describe('the command line of test:fuzz', () => {
  it('runs everything with a new seed by default', () => {
    expect(readOptions([], targets)).toEqual({
      help: false,
      short: false,
      seed: undefined,
      only: [],
      times: 1,
    });
  });

  it('accepts a seed, targets and a multiplier', () => {
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
