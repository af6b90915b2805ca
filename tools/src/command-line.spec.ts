import { parseCommandLine, UsageError, wholeNumber } from './command-line.ts';

it('a flag that is not there is an error of usage, with what Node says of it', () => {
  const parse = () => parseCommandLine({ args: ['--onec'], options: { once: { type: 'boolean' } } });
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow("'--onec'");
});

it.each(['0', '7', '240'])('%s is a whole number from 0 to 240', (text) => {
  expect(wholeNumber('minutes', text, 0, 240)).toBe(Number(text));
});

it.each(['', '-1', '241', '1.5', '1e2', '007', ' 7', '99999999999'])('%j is none, and says which', (text) => {
  expect(() => wholeNumber('minutes', text, 0, 240)).toThrow(
    new UsageError('--minutes takes a whole number from 0 to 240'),
  );
});
