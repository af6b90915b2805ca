import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { ProblemError } from './problem-error.ts';
import { toProblem } from './to-problem.ts';

const coded = (code: string) => Object.assign(new Error('canary 4111111111111111'), { code });

describe('toProblem', () => {
  it('returns the problem that a ProblemError carries', () => {
    const problem = { type: '/problems/mine', title: 'Mine', status: 409 };
    expect(toProblem(new ProblemError(problem), [])).toBe(problem);
  });

  it('tries the mappers in order', () => {
    const answer = (title: string) => ({ type: '/problems/x', title, status: 503, retryAfterSeconds: 1 });
    const mappers = [() => undefined, () => answer('second'), () => answer('third')];
    expect(toProblem(new TypeError(), mappers)).toEqual(answer('second'));
  });

  it.each([
    ['FST_ERR_CTP_INVALID_JSON_BODY', 400, '/problems/invalid-json'],
    ['FST_ERR_CTP_EMPTY_JSON_BODY', 400, '/problems/invalid-json'],
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, '/problems/body-too-large'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, '/problems/unsupported-media-type'],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400, '/problems/invalid-length'],
    ['FST_ERR_BAD_URL', 400, '/problems/bad-url'],
    ['FST_ERR_MAX_PARAM_LENGTH', 414, '/problems/url-too-long'],
    ['toString', 500, '/problems/internal'],
  ])("maps Fastify's %s, bare and wrapped by Nest", (code, status, type) => {
    const error = coded(code);
    const wrapped = new HttpException('canary', status, { cause: error });
    expect(toProblem(error, [])).toMatchObject({ status, type });
    if (status !== 500) expect(toProblem(wrapped, [])).toMatchObject({ status, type });
  });

  it.each([
    ['an unknown route, whose message contains the URL', new NotFoundException('Cannot GET /canary'), 404],
    ['a Nest exception with a body', new BadRequestException({ value: 'canary' }), 400],
    ['an exception with a rare status', new HttpException('canary', 418), 418],
    ['an unknown error', new Error('canary'), 500],
    ['a thrown value that is not an error', 'canary', 500],
    ['a thrown undefined', undefined, 500],
  ])('reveals nothing about %s', (_what, error, status) => {
    const problem = toProblem(error, []);
    expect(problem.status).toBe(status);
    expect(JSON.stringify(problem)).not.toContain('canary');
  });
});
