// A `nest.handler` span around every HTTP handler, as a child of dd-trace's request span. A second root would count each
// request twice. Message handlers get their spans from the transport.
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
