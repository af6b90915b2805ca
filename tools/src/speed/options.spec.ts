import { UsageError } from '../program.ts';
import { benchHelp, readOptions } from './options.ts';
import { measureNames } from './sizes.ts';

describe('readOptions', () => {
  it('runs every measure in full by default', () => {
    expect(readOptions([])).toEqual({
      help: false,
      mode: 'full',
      only: [...measureNames],
      sampled: 0.1,
      jvm: 'full',
    });
  });

  it('reads every flag in the help', () => {
    const given = readOptions([
      '--quick',
      '--only',
      'latency,drain',
      '--sampled=100',
      '--jvm',
      'quick',
      '-h',
    ]);
    expect(given).toEqual({
      help: true,
      mode: 'quick',
      only: ['drain', 'latency'],
      sampled: 1,
      jvm: 'quick',
    });
    for (const flag of ['--quick', '--only', '--sampled', '--jvm', '--help'])
      expect(benchHelp).toContain(flag);
  });

  it.each([
    [['--qiuck']],
    [['extra']],
    [['--only']],
    [['--only', 'drian']],
    [['--only', '']],
    [['--sampled', '101']],
    [['--sampled', '-1']],
    [['--sampled', 'some']],
    [['--jvm', 'slow']],
    [['--minutes', '1']],
    [['--minutes', 'few']],
  ])('rejects %j', (words) => {
    expect(() => readOptions(words)).toThrow(UsageError);
  });
});
