import { UsageError } from '../program.ts';
import { demoHelp, readOptions } from './options.ts';

describe('readOptions', () => {
  it('has defaults', () => {
    expect(readOptions([])).toEqual({ help: false, once: false, transactions: 2_000, rate: 100, seed: 1 });
  });

  it('reads every flag in the help', () => {
    const given = readOptions(['--once', '--transactions', '500', '--rate', '50', '--seed=9', '-h']);
    expect(given).toEqual({ help: true, once: true, transactions: 500, rate: 50, seed: 9 });
    for (const flag of ['--once', '--transactions', '--rate', '--seed', '--help'])
      expect(demoHelp).toContain(flag);
  });

  it.each([
    [['--onec']],
    [['extra']],
    [['--transactions']],
    [['--transactions', '199']],
    [['--transactions', '1e3']],
    [['--transactions', '-5']],
    [['--rate', '0']],
    [['--seed', '1.5']],
    [['--seed', '4294967296']],
  ])('rejects %j', (words) => {
    expect(() => readOptions(words)).toThrow(UsageError);
  });
});
