// Guards run before interceptors, so a request that one turns away would leave no trace of its route. This one refuses
// nothing: it comes first, or as early as its module is imported, and notes the route for when the answer is known.
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { type Route, UserTracker } from './user-tracker.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';

/** Injection token: whether the module itself has bound the interceptor to everything. */
export const BOUND_EVERYWHERE = Symbol('UserTracking everywhere');

@Injectable()
export class ArrivalGuard implements CanActivate {
  private readonly tracker: UserTracker;
  private readonly everywhere: boolean;
  private readonly reflector = new Reflector();

  constructor(tracker: UserTracker, @Inject(BOUND_EVERYWHERE) everywhere: boolean) {
    this.tracker = tracker;
    this.everywhere = everywhere;
  }

  canActivate(context: ExecutionContext): true {
    if (context.getType() === 'http') {
      this.tracker.arrived(context, this.everywhere || this.isBoundTo(context));
    }
    return true;
  }

  private isBoundTo(route: Route): boolean {
    return [route.getClass(), route.getHandler()].some((target) =>
      (this.reflector.get<unknown[] | undefined>(INTERCEPTORS_METADATA, target) ?? []).some(
        (bound) => bound === UserTrackingInterceptor || bound instanceof UserTrackingInterceptor,
      ),
    );
  }
}
