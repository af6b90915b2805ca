// One structured line per request, once its answer has left or its client has gone: route, status, duration and,
// from the logger, the trace id. The route is the pattern, never the URL: a URL can hold identifiers.
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import { LOGGER, type Logger } from './logger.ts';
import { tracer } from './tracer.ts';

/** The parts that the line is made of: of Node's answer, and of the requests and replies of Fastify and Express. */
interface Answer {
  statusCode: number;
  writableFinished: boolean;
  closed: boolean;
  once(event: 'close', listener: () => void): unknown;
}
interface RequestLike {
  id?: unknown;
  method: string;
  routeOptions?: { url?: string | undefined };
  route?: { path?: unknown };
}
type ReplyLike = Answer | { raw: Answer };

const quietRoutes = new Set(['/metrics', '/health/live', '/health/ready']);
const announced = new WeakSet<Answer>();

/**
 * Logs this request when its answer is done. Safe to call twice: call it at the server's door as well, for what never
 * reaches an interceptor (unknown routes, guards, bodies that cannot be read).
 */
export function logWhenAnswered(logger: Logger, request: RequestLike, reply: ReplyLike): void {
  const answer = 'raw' in reply ? reply.raw : reply;
  if (announced.has(answer)) return;
  announced.add(answer);
  const startedAt = performance.now();
  const span = tracer.scope().active();
  const write = () => {
    const route = routeOf(request);
    const line = {
      method: request.method,
      route,
      status: answer.writableFinished ? answer.statusCode : 499,
      durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
      ...requestIdOf(request),
    };
    // The socket's close event belongs to no request: the line is written in the request's own context.
    tracer.scope().activate(span as never, () => logger[levelOf(line.status, route)](line, 'request'));
  };
  // A client may have gone while a guard was still thinking.
  if (answer.closed) write();
  else answer.once('close', write);
}

@Injectable()
export class LoggingInterceptor implements NestInterceptor {
  private readonly logger: Logger;

  constructor(@Inject(LOGGER) logger: Logger) {
    this.logger = logger;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      const http = context.switchToHttp();
      logWhenAnswered(this.logger, http.getRequest(), http.getResponse());
    }
    return next.handle();
  }
}

function routeOf(request: RequestLike): string {
  const route = request.routeOptions?.url ?? request.route?.path;
  return typeof route === 'string' ? route : '(no route)';
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// Only one that a server made: a client's own could hold anything.
function requestIdOf({ id }: RequestLike): { requestId?: string } {
  return typeof id === 'string' && uuid.test(id) ? { requestId: id } : {};
}

// Probes ask all the time, and 503 is an ordinary answer to them.
function levelOf(status: number, route: string): 'error' | 'debug' | 'info' {
  if (quietRoutes.has(route) && (status < 500 || status === 503)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}
