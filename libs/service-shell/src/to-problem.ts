// Which HTTP answer an error gets: the one place where errors become problems. Pure. Nothing of the request is
// repeated, and of an unknown error nothing at all.
import { HttpException } from '@nestjs/common';
import { type ProblemAnswer, ProblemError } from './problem-error.ts';

/** Turns the errors of one library or service into answers; undefined where the error is none of its own. */
export type ProblemMapper = (error: unknown) => ProblemAnswer | undefined;

export function toProblem(error: unknown, mappers: ProblemMapper[]): ProblemAnswer {
  if (error instanceof ProblemError) return error.problem;
  for (const map of mappers) {
    const problem = map(error);
    if (problem) return problem;
  }
  // Nest wraps what Fastify throws while it reads a request.
  return fromFastify(error instanceof HttpException ? error.cause : error) ?? fromNest(error) ?? internal;
}

export const methodNotAllowed: ProblemAnswer = {
  type: '/problems/method-not-allowed',
  title: 'This method is not allowed here',
  status: 405,
};

const internal: ProblemAnswer = {
  type: '/problems/internal',
  title: 'Something went wrong here',
  status: 500,
};

const badJson = (message: string): ProblemAnswer => ({
  type: '/problems/invalid-json',
  title: 'The body is not valid JSON',
  status: 400,
  errors: [{ field: '(body)', message }],
});

// Fastify names its own errors by code; their messages may quote the URL or the body.
const fastifyProblems: Record<string, ProblemAnswer> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    type: '/problems/body-too-large',
    title: 'The body is too large',
    status: 413,
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    type: '/problems/unsupported-media-type',
    title: 'Send application/json',
    status: 415,
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: badJson('is empty'),
  FST_ERR_CTP_INVALID_JSON_BODY: badJson('is not valid JSON, or holds a forbidden key such as __proto__'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    type: '/problems/invalid-length',
    title: 'The body is not as long as Content-Length says',
    status: 400,
  },
  FST_ERR_BAD_URL: { type: '/problems/bad-url', title: 'The URL is not valid', status: 400 },
  FST_ERR_MAX_PARAM_LENGTH: { type: '/problems/url-too-long', title: 'The URL is too long', status: 414 },
  // The client went away in the middle of its body: nobody reads this answer, but it is no fault of ours.
  ECONNRESET: { type: '/problems/incomplete-request', title: 'The request ended early', status: 400 },
};

function fromFastify(error: unknown): ProblemAnswer | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && Object.hasOwn(fastifyProblems, code) ? fastifyProblems[code] : undefined;
}

const titles: Record<number, [string, string]> = {
  400: ['/problems/bad-request', 'The request is not valid'],
  401: ['/problems/unauthenticated', 'A valid credential is needed'],
  403: ['/problems/forbidden', 'This is not allowed'],
  404: ['/problems/not-found', 'There is nothing here'],
  429: ['/problems/too-many-requests', 'Too many requests'],
  503: ['/problems/unavailable', 'Not available now'],
};

// Nest's own message for an unknown route repeats the URL, which may hold anything.
function fromNest(error: unknown): ProblemAnswer | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const status = error.getStatus();
  const [type, title] = titles[status] ?? ['about:blank', 'The request failed'];
  return { type, title, status };
}
