import { judgeAnswer } from './http-client.ts';

const now = Date.parse('2026-08-01T12:00:00Z');

describe('judgeAnswer', () => {
  it('accepts only a 202', () => {
    expect(judgeAnswer(202, null, now)).toEqual({ kind: 'accepted' });
    expect(judgeAnswer(200, null, now)).toEqual({ kind: 'refused', status: 200 });
    expect(judgeAnswer(400, null, now)).toEqual({ kind: 'refused', status: 400 });
  });

  it.each([undefined, 408, 429, 500, 502, 503, 504])('retries after %s', (status) => {
    expect(judgeAnswer(status, null, now)).toEqual({ kind: 'again', waitMs: 200 });
  });

  it.each([
    ['2', 2_000],
    ['0', 0],
    ['Sat, 01 Aug 2026 12:00:03 GMT', 3_000],
    ['Sat, 01 Aug 2026 11:00:00 GMT', 0],
    ['86400', 30_000],
    ['soon', 200],
  ])('waits as long as Retry-After %s asks, up to a limit', (retryAfter, waitMs) => {
    expect(judgeAnswer(503, retryAfter, now)).toEqual({ kind: 'again', waitMs });
  });
});
