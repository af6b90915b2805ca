import { readArguments, readIdentifiers, UsageError } from './arguments.ts';

const none = { accounts: [], cards: [], devices: [] };

describe('the command line', () => {
  it('names the person, however many identifiers there are', () => {
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

  it('takes one kind from standard input, one a line', () => {
    expect(readArguments(['--card', '-', '--account', 'a', '--dry-run', '--json', '--yes'])).toEqual({
      tenant: 'default',
      identifiers: { ...none, accounts: ['a'] },
      fromInput: 'cards',
      dryRun: true,
      yes: true,
      json: true,
      waitMs: 60_000,
    });
    expect(readIdentifiers('one\r\n\ntwo\n')).toEqual(['one', 'two']);
  });

  it.each([['-h'], ['--help']])('shows its help: %s', (flag) => {
    expect(readArguments([flag])).toBe('help');
  });

  it.each([
    [[], /who\?/],
    [['--yes'], /who\?/],
    [['secret'], /a word without a flag/],
    [['--account'], /lacks its value/],
    [['--account', '--yes'], /lacks its value/],
    [['--secret', 'x'], /does not know/],
    [['--account=', '--yes'], /1 to 128 printable/],
    [['--account', 'se cret'], /1 to 128 printable/],
    [['--account', 'secret\u00e9'], /1 to 128 printable/],
    [['--account', '-', '--card', '-'], /read once/],
    [['--account', 'a', '--tenant', '../secret'], /--tenant takes/],
    [['--account', 'a', '--wait', 'secret'], /--wait takes/],
    [['--account', 'a', '--wait', '3601'], /--wait takes/],
    [['--yes=secret', '--account', 'a'], /does not take/],
  ])('that is wrong is refused, without a word of it: %j', (words, message) => {
    expect(() => readArguments(words)).toThrow(UsageError);
    expect(() => readArguments(words)).toThrow(message);
    expect(() => readArguments(words)).not.toThrow(/secret/);
  });

  it.each([[''], ['\n\n'], ['a\nsecret of two\n'], ['a\n\tsecret\n']])(
    'standard input that is wrong: %j',
    (text) => {
      expect(() => readIdentifiers(text)).toThrow(UsageError);
      expect(() => readIdentifiers(text)).not.toThrow(/secret/);
    },
  );
});
