import { UsageError } from '@ringtrace/tools';
import { readOptions } from './options.ts';

const defaults = { help: false, from: 1, to: 10_001, trace: false, planted: false, write: false };

describe('the command line of test:simulation', () => {
  it.each([
    [[], {}],
    [['--histories', '5', '--from', '100'], { from: 100, to: 105 }],
    [['--seed', '7', '--trace'], { from: 7, to: 8, trace: true }],
    [['--planted', '--write'], { planted: true, write: true }],
    [['-h'], { help: true }],
  ])('reads %j', (words, options) => {
    expect(readOptions(words)).toEqual({ ...defaults, ...options });
  });

  it.each([
    [['--seed', '0']],
    [['--seed', 'x']],
    [['--trace']],
    [['--write']],
    [['7']],
    [['--planted', '--seed', '3']],
  ])('refuses %j', (words) => {
    expect(() => readOptions(words)).toThrow(UsageError);
  });
});
