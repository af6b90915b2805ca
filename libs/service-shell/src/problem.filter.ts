// Answers every HTTP error as `application/problem+json`, and logs server errors.
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Logger, Metrics } from '@ringtrace/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allowedMethods, type Route } from './allowed-methods.ts';
import { type ProblemAnswer, ProblemError } from './problem-error.ts';
import { sendProblem } from './send-problem.ts';
import { methodNotAllowed, type ProblemMapper, toProblem } from './to-problem.ts';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger: Logger;
  private readonly mappers: ProblemMapper[];
  private readonly routes: Route[];
  private readonly problems;

  /** `routes`: used to tell a wrong method from a wrong path. The list may still grow. */
  constructor(logger: Logger, metrics: Metrics, mappers: ProblemMapper[], routes: Route[]) {
    this.logger = logger;
    this.mappers = mappers;
    this.routes = routes;
    this.problems = metrics.counter(
      'http_problems_total',
      'Requests answered with a problem, by problem type',
      ['route', 'type'],
    );
  }

  catch(error: unknown, host: ArgumentsHost): void {
    // Errors of message handlers are handled by their transport.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.problemOf(error, request, reply);
    this.problems.inc({ route: request.routeOptions.url ?? '(no route)', type: problem.type });
    // A 503 is expected: the code that notices an outage logs it once, not for every request.
    if (problem.status >= 500 && problem.status !== 503) this.logger.error({ error }, 'request failed');
    sendProblem(reply, problem);
  }

  private problemOf(error: unknown, request: FastifyRequest, reply: FastifyReply): ProblemAnswer {
    // A request without a route may already have been rejected for another reason, such as the rate limit.
    const isUnrouted = request.is404 && !(error instanceof ProblemError);
    const allowed = isUnrouted ? allowedMethods(this.routes, request.url) : [];
    if (allowed.length === 0) return toProblem(error, this.mappers);
    void reply.header('allow', allowed.join(', '));
    return methodNotAllowed;
  }
}
