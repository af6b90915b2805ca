// Nest replaces a message handler's error by "Internal server error" before the transport sees it, and logs the
// original with its values. Wrapped in an RpcException the error passes unchanged, so retry policy, span and dead letter
// get the real one.
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import { catchError, type Observable, throwError } from 'rxjs';
import { TracedKafkaContext } from './traced-kafka.context.ts';

@Injectable()
export class KeepErrorInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'rpc' || !(context.switchToRpc().getContext() instanceof TracedKafkaContext)) {
      return next.handle();
    }
    return next
      .handle()
      .pipe(
        catchError((error: unknown) =>
          throwError(() => new RpcException(error instanceof Error ? error : String(error))),
        ),
      );
  }
}
