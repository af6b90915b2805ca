// Answers every HTTP error as `application/problem+json`, and logs those that are our own fault.
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

  /** `routes`: what the server serves, to tell a wrong method from a wrong path. May still grow. */
  constructor(logger: Logger, metrics: Metrics, mappers: ProblemMapper[], routes: Route[]) {
    this.logger = logger;
    this.mappers = mappers;
    this.routes = routes;
    this.problems = metrics.counter('http_problems_total', 'Requests answered with a problem, by its type', [
      'route',
      'type',
    ]);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    // Message handlers' errors belong to their transport.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.problemOf(error, request, reply);
    this.problems.inc({ route: request.routeOptions.url ?? '(no route)', type: problem.type });
    // 503 is foreseen: what is away says so itself, once, and not for every request that needed it.
    if (problem.status >= 500 && problem.status !== 503) this.logger.error({ error }, 'request failed');
    sendProblem(reply, problem);
  }

  private problemOf(error: unknown, request: FastifyRequest, reply: FastifyReply): ProblemAnswer {
    // One that was refused before anybody looked for its route is refused for that.
    const isLost = request.is404 && !(error instanceof ProblemError);
    const allowed = isLost ? allowedMethods(this.routes, request.url) : [];
    if (allowed.length === 0) return toProblem(error, this.mappers);
    void reply.header('allow', allowed.join(', '));
    return methodNotAllowed;
  }
}
