import { reasonWord, rejectionForStatus } from './rejection.ts';

it('is of an answer that turns somebody away', () => {
  expect([401, 403, 200, 404, 429, 503].map(rejectionForStatus)).toEqual([
    'unauthenticated',
    'forbidden',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it.each(['expired', 'unknown-key'])('has a reason that is a word: %s', (reason) => {
  expect(reasonWord(reason)).toBe(reason);
});

it.each([
  undefined,
  null,
  '',
  'Ada',
  'user 17',
  'ada@people.example',
  'u-17',
  'x'.repeat(41),
  17,
  ['expired'],
])('has none that could be somebody: %j', (reason) => {
  expect(reasonWord(reason)).toBeUndefined();
});
