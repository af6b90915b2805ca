// A typo is an error, never another command.
import { UsageError } from '../../program.ts';
import { readArguments } from './arguments.ts';

describe('readArguments', () => {
  it('reads each command with its defaults', () => {
    expect(readArguments([])).toEqual({ command: 'help' });
    expect(readArguments(['up'])).toEqual({
      command: 'up',
      instance: 'default',
      only: [],
      fresh: false,
      brokers: 1,
    });
    expect(readArguments(['down'])).toEqual({ command: 'down', instance: 'default', removeData: false });
    expect(readArguments(['status', '--instance', 'a'])).toEqual({ command: 'status', instance: 'a' });
    expect(readArguments(['logs', 'kafka', '-f', '-n', '5'])).toEqual({
      command: 'logs',
      instance: 'default',
      only: ['kafka'],
      follow: true,
      lines: 5,
    });
  });

  it('shows help wherever it is requested', () => {
    expect(readArguments(['down', '--help'])).toEqual({ command: 'help' });
  });

  it('starts one or three brokers', () => {
    expect(readArguments(['up', '--brokers', '3'])).toMatchObject({ brokers: 3 });
  });

  it('deletes data with either flag', () => {
    expect(readArguments(['down', '--fresh'])).toMatchObject({ removeData: true });
    expect(readArguments(['down', '--remove-data'])).toMatchObject({ removeData: true });
  });

  it.each([
    ['dwon'],
    ['up', '--frsh'],
    ['up', 'postgres'],
    ['up', '--remove-data'],
    ['up', '--brokers', '2'],
    ['down', 'kafka'],
    ['status', '--fresh'],
    ['logs', '--lines', 'x'],
    ['up', '--instance'],
    ['up', '--instance', '../x'],
  ])('rejects %s %s %s', (...words) => {
    expect(() => readArguments(words)).toThrow(UsageError);
  });
});
