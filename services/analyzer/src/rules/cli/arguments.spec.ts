import { readArguments, UsageError } from './arguments.ts';

describe('readArguments', () => {
  it('parses check, with defaults or with flags', () => {
    expect(readArguments(['check', 'a.cypher'])).toEqual({
      command: 'check',
      file: 'a.cypher',
      rows: 200,
      database: {},
      prepare: false,
    });
    const flags = '--rows 5 --neo4j-uri bolt://h:1 --user u --database d --prepare'.split(' ');
    expect(readArguments(['check', 'a.cypher', ...flags])).toMatchObject({
      rows: 5,
      database: { NEO4J_URI: 'bolt://h:1', NEO4J_USER: 'u', NEO4J_DATABASE: 'd' },
      prepare: true,
    });
  });

  it('parses list, with or without a directory', () => {
    expect(readArguments(['list', '--dir', 'rules'])).toEqual({ command: 'list', directory: 'rules' });
    expect(readArguments(['list'])).toEqual({ command: 'list', directory: undefined });
  });

  it('returns help without a command, and wherever a help flag stands', () => {
    for (const words of [[], ['help'], ['check', '-h'], ['--help']])
      expect(readArguments(words)).toEqual({ command: 'help' });
  });

  it.each([
    ['chek a.cypher'],
    ['check'],
    ['check a.cypher b.cypher'],
    ['check a.cypher --rows 0'],
    ['check a.cypher --rows x'],
    ['check a.cypher --rows 5001'],
    ['check a.cypher --dir b'],
    ['check a.cypher --password x'],
    ['list a.cypher'],
    ['list --rows 5'],
  ])('rejects %s', (line) => {
    expect(() => readArguments(line.split(' '))).toThrow(UsageError);
  });
});
