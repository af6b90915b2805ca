import { objectsToTracking, type RequestHeaders } from './objection.ts';

describe('an objection to tracking', () => {
  it.each<[string, RequestHeaders | undefined, boolean]>([
    ['Global Privacy Control', { 'sec-gpc': '1' }, true],
    ['Do Not Track', { dnt: '1' }, true],
    ['either of two', { dnt: '0', 'sec-gpc': ' 1 ' }, true],
    ['a repeated header', { dnt: ['1', '0'] }, true],
    ['an explicit yes to tracking', { dnt: '0' }, false],
    ['anything else', { dnt: 'null', 'sec-gpc': 'true' }, false],
    ['silence', {}, false],
    ['no headers at all', undefined, false],
  ])('%s', (_, headers, objects) => {
    expect(objectsToTracking(headers)).toBe(objects);
  });
});
