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

/** The parts of a Fastify request and reply that the line is made of. */
interface RequestLike {
  method: string;
  routeOptions?: { url?: string | undefined };
  raw: object;
}
interface ReplyLike {
  raw: { statusCode: number; writableFinished: boolean; once(event: 'close', listener: () => void): unknown };
}

const quietRoutes = new Set(['/metrics', '/health/live', '/health/ready']);
const announced = new WeakSet<object>();

/** Logs this request when its answer is done. Safe to call twice: for failures that never reach an interceptor. */
export function logWhenAnswered(logger: Logger, request: RequestLike, reply: ReplyLike): void {
  if (announced.has(request.raw)) return;
  announced.add(request.raw);
  const startedAt = performance.now();
  const span = tracer.scope().active();
  reply.raw.once('close', () => {
    const route = request.routeOptions?.url ?? '(no route)';
    const line = {
      method: request.method,
      route,
      status: reply.raw.writableFinished ? reply.raw.statusCode : 499,
      durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
    };
    // The socket's close event belongs to no request: the line is written in the request's own context.
    tracer.scope().activate(span as never, () => logger[levelOf(line.status, route)](line, 'request'));
  });
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

function levelOf(status: number, route: string): 'error' | 'debug' | 'info' {
  if (status >= 500) return 'error';
  return quietRoutes.has(route) ? 'debug' : 'info';
}
