import { type RequestHeaders, sendsDoNotTrack } from './do-not-track.ts';

describe('sendsDoNotTrack', () => {
  it.each<[string, RequestHeaders | undefined, boolean]>([
    ['Global Privacy Control', { 'sec-gpc': '1' }, true],
    ['Do Not Track', { dnt: '1' }, true],
    ['one of both headers', { dnt: '0', 'sec-gpc': ' 1 ' }, true],
    ['a repeated header', { dnt: ['1', '0'] }, true],
    ['explicit consent to tracking', { dnt: '0' }, false],
    ['any other value', { dnt: 'null', 'sec-gpc': 'true' }, false],
    ['neither header', {}, false],
    ['no headers at all', undefined, false],
  ])('reads %s', (_, headers, expected) => {
    expect(sendsDoNotTrack(headers)).toBe(expected);
  });
});
