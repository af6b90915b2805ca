// Tracks the user of each handler it is bound to: of the whole application, a controller or one handler, for HTTP and messages.
// Tags before the handler runs, so that requests that fail, stream or are aborted have their user too.
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { runWithUser } from './user-headers.ts';
import { UserTracker } from './user-tracker.ts';

@Injectable()
export class UserTrackingInterceptor implements NestInterceptor {
  private readonly tracker: UserTracker;

  constructor(tracker: UserTracker) {
    this.tracker = tracker;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const user = this.tracker.track(context);
    const handled = runWithUser(user, () => next.handle());
    // A nested interceptor may call the handler only on subscription, as telemetry's does.
    return new Observable((subscriber) => runWithUser(user, () => handled.subscribe(subscriber)));
  }
}
