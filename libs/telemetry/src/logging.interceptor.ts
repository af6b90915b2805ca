// Logs one structured line per request once its response is sent or its client has disconnected: route, status, duration
// and, from the logger, the trace id. The route is the pattern, never the URL, which can hold identifiers.
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import { type Logger, loggerToken } from './logger.ts';
import { tracer } from './tracer.ts';

/** The parts of Node's response, and of Fastify's and Express's requests and replies, that the line needs. */
interface ResponseLike {
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
type ReplyLike = ResponseLike | { raw: ResponseLike };

const probeRoutes = new Set(['/metrics', '/health/live', '/health/ready']);
const handled = new WeakSet<ResponseLike>();

/**
 * Logs this request when its response is done. Each request is logged once, however often this is called. Call it in a
 * server hook as well, for requests that never reach an interceptor (unknown routes, guards, unreadable bodies).
 */
export function logWhenAnswered(logger: Logger, request: RequestLike, reply: ReplyLike): void {
  const response = 'raw' in reply ? reply.raw : reply;
  if (handled.has(response)) return;
  handled.add(response);
  const startedAt = performance.now();
  const span = tracer.scope().active();
  const write = () => {
    const route = routeOf(request);
    const line = {
      method: request.method,
      route,
      status: response.writableFinished ? response.statusCode : 499,
      durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
      ...requestIdOf(request),
    };
    // The close event fires outside the request's async context, so its span is activated again for the line.
    tracer.scope().activate(span as never, () => logger[levelOf(line.status, route)](line, 'request'));
  };
  // The client may have disconnected while a guard was still running.
  if (response.closed) write();
  else response.once('close', write);
}

@Injectable()
export class LoggingInterceptor implements NestInterceptor {
  private readonly logger: Logger;

  constructor(@Inject(loggerToken) logger: Logger) {
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

// Only ids that the server generated: an id from a client could hold anything.
function requestIdOf({ id }: RequestLike): { requestId?: string } {
  return typeof id === 'string' && uuid.test(id) ? { requestId: id } : {};
}

// Probes are frequent, and 503 is a normal response to them.
function levelOf(status: number, route: string): 'error' | 'debug' | 'info' {
  if (probeRoutes.has(route) && (status < 500 || status === 503)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}
