// Sends a problem as RFC 9457 defines it, with the trace id of the request.
import { activeContext } from '@ringtrace/telemetry';
import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './problem-error.ts';

export const problemContentType = 'application/problem+json; charset=utf-8';

export function sendProblem(reply: FastifyReply, answer: ProblemAnswer): void {
  const { retryAfterSeconds, ...problem } = answer;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  void reply
    .status(problem.status)
    .header('content-type', problemContentType)
    .send(JSON.stringify({ ...problem, traceId: traceId() }));
}

// 32 hex digits, the same format as in log lines.
function traceId(): string | undefined {
  return activeContext()?.toTraceparent().split('-')[1];
}
