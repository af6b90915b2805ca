import { parseCommandLine, progressLine, UsageError, wholeNumber } from './program.ts';

describe('progressLine', () => {
  it.each([
    [0, '░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0 %  0 of 2,000'],
    [1_000, '███████████████░░░░░░░░░░░░░░░  50 %  1,000 of 2,000'],
    [1_999, '█████████████████████████████░  99 %  1,999 of 2,000'],
    [2_000, '██████████████████████████████ 100 %  2,000 of 2,000'],
  ])('after %d', (done, bar) => {
    expect(progressLine('sending', done, 2_000)).toBe(`   sending  ${bar}`);
  });
});

it("turns an unknown flag into a UsageError with Node's message", () => {
  const parse = () => parseCommandLine({ args: ['--onec'], options: { once: { type: 'boolean' } } });
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow("'--onec'");
});

it.each(['0', '7', '240'])('accepts %s as a whole number from 0 to 240', (text) => {
  expect(wholeNumber('minutes', text, 0, 240)).toBe(Number(text));
});

it.each(['', '-1', '241', '1.5', '1e2', '007', ' 7', '99999999999'])(
  'rejects %j and names the flag',
  (text) => {
    expect(() => wholeNumber('minutes', text, 0, 240)).toThrow(
      new UsageError('--minutes takes a whole number from 0 to 240'),
    );
  },
);
