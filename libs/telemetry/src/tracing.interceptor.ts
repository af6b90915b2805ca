// A `nest.handler` span around every HTTP handler, under dd-trace's own span of the request. It is no second root,
// which would count each request twice. Message handlers get their spans from the transport.
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { observableInSpan } from './observable-in-span.ts';

@Injectable()
export class TracingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const resource = `${context.getClass().name}.${context.getHandler().name}`;
    return observableInSpan('nest.handler', { resource, kind: 'internal' }, () => next.handle());
  }
}
