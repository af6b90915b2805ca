// Where tracking is bound: to the whole application, a controller or a handler, of HTTP or of messages. Before the handler
// runs, so that what fails, streams or is aborted has its user too.
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { carryUser } from './user-headers.ts';
import { UserTracker } from './user-tracker.ts';

@Injectable()
export class UserTrackingInterceptor implements NestInterceptor {
  private readonly tracker: UserTracker;

  constructor(tracker: UserTracker) {
    this.tracker = tracker;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const user = this.tracker.track(context);
    const handled = carryUser(user, () => next.handle());
    // An interceptor further in may call the handler only when it is subscribed to, as telemetry's does.
    return new Observable((subscriber) => carryUser(user, () => handled.subscribe(subscriber)));
  }
}
