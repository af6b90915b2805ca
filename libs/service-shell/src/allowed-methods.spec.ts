import { allowedMethods } from './allowed-methods.ts';

const routes = [
  { method: 'POST', url: '/v1/transactions' },
  { method: 'GET', url: '/v1/verdicts/:id' },
  { method: 'HEAD', url: '/v1/verdicts/:id' },
  { method: 'GET', url: '/v1/verdicts/:id' },
  { method: 'GET', url: '/docs/static/*' },
  { method: 'OPTIONS', url: '*' },
];

describe('allowedMethods', () => {
  it.each([
    ['/v1/transactions', ['POST']],
    ['/v1/transactions?a=b', ['POST']],
    ['/v1/verdicts/tx-1', ['GET', 'HEAD']],
    ['/docs/static/a/b.js', ['GET']],
    ['/v1/verdicts/', []],
    ['/v1/verdicts/tx-1/more', []],
    ['/v1', []],
    ['/', []],
  ])('finds the methods of %s', (path, methods) => {
    expect(allowedMethods(routes, path)).toEqual(methods);
  });
});
