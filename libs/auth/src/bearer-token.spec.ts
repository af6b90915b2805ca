import { bearerToken } from './bearer-token.ts';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc.d-_~+/=', 'abc.d-_~+/='],
    ['bearer  abc', 'abc'],
    [undefined, null],
    ['', null],
    ['Basic dXNlcjpwYXNz', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    ['Bearer a, Bearer b', undefined],
    ['Bearer \u00e4', undefined],
    [['Bearer a', 'Bearer b'], undefined],
    [`Bearer ${'a'.repeat(8_193)}`, undefined],
  ])('reads %j as %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});
