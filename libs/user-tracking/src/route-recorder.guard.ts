// Records the route of a request before other guards run. Guards run before interceptors, so without this the route of a
// request that a guard rejects would be unknown. It rejects nothing itself, and runs as early as its module is imported.
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { type Route, UserTracker } from './user-tracker.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';

/** Injection token: whether the module has bound the interceptor to every handler. */
export const boundEverywhere = Symbol('UserTracking bound everywhere');

@Injectable()
export class RouteRecorderGuard implements CanActivate {
  private readonly tracker: UserTracker;
  private readonly everywhere: boolean;
  private readonly reflector = new Reflector();

  constructor(tracker: UserTracker, @Inject(boundEverywhere) everywhere: boolean) {
    this.tracker = tracker;
    this.everywhere = everywhere;
  }

  canActivate(context: ExecutionContext): true {
    if (context.getType() === 'http') {
      this.tracker.recordRoute(context, this.everywhere || this.isBoundTo(context));
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
