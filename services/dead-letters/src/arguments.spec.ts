import { readArguments, UsageError } from './arguments.ts';

const nowMs = Date.parse('2026-05-02T12:00:00Z');
const read = (line: string) => readArguments(line.split(' '), nowMs);
const none = { reasons: [], dispositions: [], ids: [], letters: [], partitions: [], state: 'open' };

describe('readArguments', () => {
  it('reads a selection of several values and a time', () => {
    const words =
      'list 0/7 --reason a --reason b --disposition poison --id t/x --partition 0 --since 2h --state parked';
    expect(read(`${words} --until 2026-05-02T11:00:00+00:00`)).toEqual({
      do: 'list',
      json: false,
      limit: 20,
      selection: {
        ...{ reasons: ['a', 'b'], dispositions: ['poison'], ids: ['t/x'], letters: ['0/7'], partitions: [0] },
        ...{ state: 'parked', sinceMs: nowMs - 2 * 3_600_000, untilMs: nowMs - 3_600_000 },
      },
    });
  });

  it('reads a task with who, why and how fast', () => {
    const words = ['replay', '--rate', '5', '--by', 'kim', '--reason-text', 'the cause is mended', '--json'];
    expect(readArguments(words, nowMs)).toEqual({
      ...{ do: 'start', kind: 'replay', ratePerSecond: 5, by: 'kim', reasonText: 'the cause is mended' },
      ...{ dryRun: false, json: true, selection: none },
    });
  });

  it('needs neither who nor why to count', () => {
    expect(read('discard --dry-run')).toMatchObject({ kind: 'discard', dryRun: true });
  });

  it.each([[''], ['-h'], ['replay --help']])('returns help for %j', (line) => {
    expect(
      readArguments(
        line.split(' ').filter((word) => word !== ''),
        nowMs,
      ),
    ).toBe('help');
  });

  it.each([
    ['secret', /one of list/],
    ['list --secret x', /unknown flag/],
    ['list --limit secret', /--limit takes/],
    ['list --disposition secret', /--disposition takes poison/],
    ['list --state secret', /--state takes open/],
    ['list --since secret', /--since takes a time/],
    ['list --since 2026-05-02', /--since takes a time/],
    ['show', /one letter/],
    ['show secret', /PARTITION\/OFFSET/],
    ['replay --by secret', /--reason-text TEXT says why/],
    ['replay --reason-text secret', /--by NAME/],
    ['replay --rate 0 --by a --reason-text secret', /--rate takes/],
    ['cancel --by secret', /id of a task/],
  ])('rejects %j without repeating any of it', (line, message) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(message);
    expect(() => read(line)).not.toThrow(/secret/);
  });
});
