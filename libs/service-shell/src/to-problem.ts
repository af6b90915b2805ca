// Maps errors to problems; every error response passes here. Pure. Responses never quote the request, and reveal nothing
// about an unknown error. Services add mappers; their 503s are in the ingestor's delivery-problem.ts, the analyzer's
// database-problem.ts and, while the token issuer is down, libs/auth. Readiness has its own: health.controller.ts.
import { HttpException } from '@nestjs/common';
import { type ProblemAnswer, ProblemError } from './problem-error.ts';

/** Maps the errors of one library or service to responses; undefined for any other error. */
export type ProblemMapper = (error: unknown) => ProblemAnswer | undefined;

export function toProblem(error: unknown, mappers: ProblemMapper[]): ProblemAnswer {
  if (error instanceof ProblemError) return error.problem;
  for (const map of mappers) {
    const problem = map(error);
    if (problem) return problem;
  }
  // Nest wraps the errors that Fastify throws while reading a request.
  return fromFastify(error instanceof HttpException ? error.cause : error) ?? fromNest(error) ?? internal;
}

export const methodNotAllowed: ProblemAnswer = {
  type: '/problems/method-not-allowed',
  title: 'Method not allowed',
  status: 405,
};

const internal: ProblemAnswer = {
  type: '/problems/internal',
  title: 'Internal server error',
  status: 500,
};

const badJson = (message: string): ProblemAnswer => ({
  type: '/problems/invalid-json',
  title: 'The body is not valid JSON',
  status: 400,
  errors: [{ field: '(body)', message }],
});

// Matched by code, because the messages of Fastify's errors may quote the URL or the body.
const fastifyProblems: Record<string, ProblemAnswer> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    type: '/problems/body-too-large',
    title: 'The body is too large',
    status: 413,
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    type: '/problems/unsupported-media-type',
    title: 'The content type must be application/json',
    status: 415,
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: badJson('is empty'),
  FST_ERR_CTP_INVALID_JSON_BODY: badJson('is not valid JSON, or contains a forbidden key such as __proto__'),
  ERR_BODY_NOT_INFLATABLE: {
    type: '/problems/invalid-encoding',
    title: 'The body is not in the encoding that Content-Encoding names',
    status: 400,
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    type: '/problems/invalid-length',
    title: 'The body length does not match Content-Length',
    status: 400,
  },
  FST_ERR_BAD_URL: { type: '/problems/bad-url', title: 'The URL is not valid', status: 400 },
  FST_ERR_MAX_PARAM_LENGTH: { type: '/problems/url-too-long', title: 'The URL is too long', status: 414 },
  // The client disconnected while sending the body. Nobody reads this response, but it must not count as a server error.
  ECONNRESET: { type: '/problems/incomplete-request', title: 'The request was incomplete', status: 400 },
};

function fromFastify(error: unknown): ProblemAnswer | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && Object.hasOwn(fastifyProblems, code) ? fastifyProblems[code] : undefined;
}

const titles: Record<number, [string, string]> = {
  400: ['/problems/bad-request', 'The request is not valid'],
  401: ['/problems/unauthenticated', 'A valid credential is required'],
  403: ['/problems/forbidden', 'Access denied'],
  404: ['/problems/not-found', 'Not found'],
  429: ['/problems/too-many-requests', 'Too many requests'],
  503: ['/problems/unavailable', 'Service temporarily unavailable'],
};

// Nest's own message for an unknown route quotes the URL, which may contain anything.
function fromNest(error: unknown): ProblemAnswer | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const status = error.getStatus();
  const [type, title] = titles[status] ?? ['about:blank', 'The request failed'];
  return { type, title, status };
}
