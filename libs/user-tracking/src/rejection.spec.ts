import { rejectionForStatus, safeReason } from './rejection.ts';

it('a rejection is a response with status 401 or 403', () => {
  expect([401, 403, 200, 404, 429, 503].map(rejectionForStatus)).toEqual([
    'unauthenticated',
    'forbidden',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it.each(['expired', 'unknown-key'])('accepts the reason %s', (reason) => {
  expect(safeReason(reason)).toBe(reason);
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
])('drops the reason %j, which could identify someone', (reason) => {
  expect(safeReason(reason)).toBeUndefined();
});
