import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { ProblemError } from './problem-error.ts';
import { toProblem } from './to-problem.ts';

const coded = (code: string) => Object.assign(new Error('canary 4111111111111111'), { code });

describe('toProblem', () => {
  it('takes the answer that an error brings', () => {
    const problem = { type: '/problems/mine', title: 'Mine', status: 409 };
    expect(toProblem(new ProblemError(problem), [])).toBe(problem);
  });

  it('asks the mappers in their order', () => {
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
  ])('knows %s of Fastify, bare and as Nest wraps it', (code, status, type) => {
    const error = coded(code);
    const wrapped = new HttpException('canary', status, { cause: error });
    expect(toProblem(error, [])).toMatchObject({ status, type });
    if (status !== 500) expect(toProblem(wrapped, [])).toMatchObject({ status, type });
  });

  it.each([
    ['an unknown route, whose message holds the URL', new NotFoundException('Cannot GET /canary'), 404],
    ['an exception of Nest with a body', new BadRequestException({ value: 'canary' }), 400],
    ['an exception of a rare status', new HttpException('canary', 418), 418],
    ['an unknown error', new Error('canary'), 500],
    ['something thrown that is no error', 'canary', 500],
    ['nothing thrown', undefined, 500],
  ])('repeats nothing of %s', (_what, error, status) => {
    const problem = toProblem(error, []);
    expect(problem.status).toBe(status);
    expect(JSON.stringify(problem)).not.toContain('canary');
  });
});
