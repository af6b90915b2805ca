import { readArguments, readIdentifiers, UsageError } from './arguments.ts';

const none = { accounts: [], cards: [], devices: [] };

describe('readArguments', () => {
  it('takes any number of identifiers of each kind', () => {
    const command = readArguments(
      '--account a --card c --account=-b --device d --tenant acme --wait 5'.split(' '),
    );
    expect(command).toEqual({
      tenant: 'acme',
      identifiers: { accounts: ['a', '-b'], cards: ['c'], devices: ['d'] },
      fromInput: undefined,
      dryRun: false,
      yes: false,
      json: false,
      waitMs: 5_000,
    });
  });

  it('reads one kind from standard input when its value is -', () => {
    expect(readArguments(['--card', '-', '--account', 'a', '--dry-run', '--json', '--yes'])).toEqual({
      tenant: 'default',
      identifiers: { ...none, accounts: ['a'] },
      fromInput: 'cards',
      dryRun: true,
      yes: true,
      json: true,
      waitMs: 60_000,
    });
  });

  it.each([['-h'], ['--help']])('returns help for %s', (flag) => {
    expect(readArguments([flag])).toBe('help');
  });

  it.each([
    [[], /no identifier given/],
    [['--yes'], /no identifier given/],
    [['secret'], /word without a flag/],
    [['--account'], /missing its value/],
    [['--account', '--yes'], /missing its value/],
    [['--secret', 'x'], /unknown flag/],
    [['--account=', '--yes'], /1 to 128 printable/],
    [['--account', 'se cret'], /1 to 128 printable/],
    [['--account', 'secret\u00e9'], /1 to 128 printable/],
    [['--account', '-', '--card', '-'], /read only once/],
    [['--account', 'a', '--tenant', '../secret'], /--tenant takes/],
    [['--account', 'a', '--wait', 'secret'], /--wait takes/],
    [['--account', 'a', '--wait', '3601'], /--wait takes/],
    [['--yes=secret', '--account', 'a'], /or takes none/],
  ])('rejects %j without repeating any of it', (words, message) => {
    expect(() => readArguments(words)).toThrow(UsageError);
    expect(() => readArguments(words)).toThrow(message);
    expect(() => readArguments(words)).not.toThrow(/secret/);
  });
});

describe('readIdentifiers', () => {
  it('returns one identifier per line', () => {
    expect(readIdentifiers('one\r\n\ntwo\n')).toEqual(['one', 'two']);
  });

  it.each([[''], ['\n\n'], ['a\nsecret of two\n'], ['a\n\tsecret\n']])(
    'rejects %j without repeating any of it',
    (text) => {
      expect(() => readIdentifiers(text)).toThrow(UsageError);
      expect(() => readIdentifiers(text)).not.toThrow(/secret/);
    },
  );
});
