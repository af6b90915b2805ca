// Answers every HTTP error as `application/problem+json`, and logs those that are our own fault.
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { activeContext, type Logger, logWhenAnswered } from '@ringtrace/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ProblemMapper, toProblem } from './to-problem.ts';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger: Logger;
  private readonly mappers: ProblemMapper[];

  constructor(logger: Logger, mappers: ProblemMapper[]) {
    this.logger = logger;
    this.mappers = mappers;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    // Message handlers' errors belong to their transport.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // Some failures happen before any interceptor: they have their log line too.
    logWhenAnswered(this.logger, request, reply);
    const { retryAfterSeconds, ...problem } = toProblem(error, this.mappers);
    if (problem.status >= 500) this.logger.error({ error }, 'request failed');
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    void reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify({ ...problem, traceId: activeContext()?.toTraceId() }));
  }
}
