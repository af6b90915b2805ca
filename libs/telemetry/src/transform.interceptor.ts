// Wraps responses of read endpoints as `{ data, timestamp }`. Applied per controller.
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

export interface Envelope<T> {
  data: T;
  /** When the response was created, RFC 3339. */
  timestamp: string;
}

@Injectable()
export class TransformInterceptor<T> implements NestInterceptor<T, Envelope<T> | T> {
  intercept(context: ExecutionContext, next: CallHandler<T>): Observable<Envelope<T> | T> {
    if (context.getType() !== 'http') return next.handle();
    return next.handle().pipe(map((data) => ({ data, timestamp: new Date().toISOString() })));
  }
}
