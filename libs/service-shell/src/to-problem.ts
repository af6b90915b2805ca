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
  return fromFastify(error) ?? fromNest(error) ?? internal;
}

const internal: ProblemAnswer = {
  type: '/problems/internal',
  title: 'Something went wrong here',
  status: 500,
};

// Fastify names its own errors by code; their messages may quote the body.
const fastifyProblems: [RegExp, ProblemAnswer][] = [
  [
    /^FST_ERR_CTP_BODY_TOO_LARGE$/,
    { type: '/problems/body-too-large', title: 'The body is too large', status: 413 },
  ],
  [
    /^FST_ERR_CTP_INVALID_(MEDIA|CONTENT)_?TYPE$/,
    { type: '/problems/unsupported-media-type', title: 'Send application/json', status: 415 },
  ],
  [
    /^FST_ERR_CTP_EMPTY_JSON_BODY$/,
    { type: '/problems/invalid-json', title: 'The body is empty', status: 400 },
  ],
  [/^FST_ERR_CTP_/, { type: '/problems/invalid-json', title: 'The body is not valid JSON', status: 400 }],
  [
    /^FST_ERR_(BAD_URL|ASYNC_CONSTRAINT|MAX_PARAM)/,
    { type: '/problems/bad-url', title: 'The URL is not valid', status: 400 },
  ],
];

function fromFastify(error: unknown): ProblemAnswer | undefined {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  if (typeof code === 'string') {
    const known = fastifyProblems.find(([pattern]) => pattern.test(code));
    if (known) return known[1];
  }
  // JSON.parse and the guard against prototype keys throw plain errors with a status of their own.
  if (statusCode === 400)
    return { type: '/problems/invalid-json', title: 'The body is not valid JSON', status: 400 };
  return undefined;
}

const titles: Record<number, [string, string]> = {
  400: ['/problems/bad-request', 'The request is not valid'],
  404: ['/problems/not-found', 'There is nothing here'],
  405: ['/problems/method-not-allowed', 'This method is not allowed here'],
  413: ['/problems/body-too-large', 'The body is too large'],
  415: ['/problems/unsupported-media-type', 'Send application/json'],
  503: ['/problems/unavailable', 'Not available now'],
};

// Nest's own message for an unknown route repeats the URL, which may hold anything.
function fromNest(error: unknown): ProblemAnswer | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const status = error.getStatus();
  const [type, title] = titles[status] ?? ['about:blank', 'The request failed'];
  return { type, title, status };
}
