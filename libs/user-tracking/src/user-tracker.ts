// Tags the user of a request or message on the existing span. Nothing in here throws or waits: a problem is logged once per
// kind and costs a tag, never a response.
import type { ExecutionContext } from '@nestjs/common';
import { describeError, setUser, type TraceUser } from '@ringtrace/telemetry';
import { businessValue } from './business-value.ts';
import { fieldsOf, isOptedOut } from './decorators.ts';
import { sendsDoNotTrack } from './do-not-track.ts';
import { messagesOf } from './messages.ts';
import type { Settings, TrackedRequest } from './options.ts';
import { type Rejection, rejectionForStatus, safeReason } from './rejection.ts';
import { silencePromise } from './silence-promise.ts';
import { trackedIp } from './tracked-ip.ts';
import { trackedUser } from './tracked-user.ts';
import { hashFromHeaders } from './user-headers.ts';
import type { Warn } from './warn.ts';

export type Route = Pick<ExecutionContext, 'getClass' | 'getHandler'>;

/** What is known about a request while it is handled. Garbage-collected with the request. */
interface RequestState {
  readonly request: TrackedRequest;
  readonly route: Route;
  /** Whether the interceptor is bound to the route. Only then may anything about a person be tagged. */
  bound: boolean;
  /** Whether the user has been determined, by the interceptor or for the response. */
  tagged: boolean;
  user: TraceUser | undefined;
}

const noUser = { hash: undefined, topics: new Set<string>() };

export class UserTracker {
  private readonly settings: Settings;
  private readonly warn: Warn;
  private readonly requests = new WeakMap<object, RequestState>();
  private readonly warned = new Set<string>();

  constructor(settings: Settings, warn: Warn) {
    this.settings = settings;
    this.warn = warn;
  }

  /** Called when a request has reached its route. Guards run next and may reject it. */
  recordRoute(context: ExecutionContext, bound: boolean): void {
    this.safely(() => (this.stateOf(context).bound ||= bound));
  }

  /** Tags the request or messages being handled. Returns what records sent meanwhile may carry. */
  track(context: ExecutionContext): { hash: string | undefined; topics: ReadonlySet<string> } {
    return (
      this.safely(() => {
        if (isOptedOut(context)) return noUser;
        const type = context.getType();
        if (type !== 'http' && type !== 'rpc') return noUser;
        const hash = type === 'http' ? this.tagRequest(context) : this.tagMessages(context);
        return { hash, topics: this.settings.propagateToTopics };
      }) ?? noUser
    );
  }

  /** Called when the status of a response is final and its span still open. `raw` is Node's request; it may have no route. */
  onResponse(raw: object, status: number): void {
    this.safely(() => {
      const state = this.requests.get(raw);
      if (state && isOptedOut(state.route)) return;
      const rejection = rejectionForStatus(status);
      if (rejection) setUser(this.rejectedUser(state, rejection));
      // A guard failed with another status, so the interceptor never ran.
      else if (state?.bound && !state.tagged) this.tag(state);
    });
  }

  private tagRequest(context: ExecutionContext): string | undefined {
    const state = this.stateOf(context);
    if (!state.tagged) this.tag(state);
    return state.user?.id;
  }

  private tag(state: RequestState): void {
    state.bound = true;
    state.tagged = true;
    state.user = this.userOf(state);
    if (state.user) setUser(state.user);
  }

  private tagMessages(context: ExecutionContext): string | undefined {
    const messages = messagesOf(context.switchToRpc().getContext());
    for (const message of messages) {
      const id = hashFromHeaders(message.headers);
      if (id === undefined) continue;
      if (message.within) message.within(() => setUser({ id }));
      else setUser({ id });
    }
    return messages.length === 1 ? hashFromHeaders(messages[0]?.headers) : undefined;
  }

  private rejectedUser(state: RequestState | undefined, rejection: Rejection): TraceUser {
    // The handler itself rejected the request, so guards had accepted its user.
    if (state?.user) return { id: state.user.id, rejection };
    const mayNameUser = rejection === 'forbidden' && this.settings.forbiddenAs === 'user' && state?.bound;
    const user = mayNameUser ? this.safely(() => this.userOf(state)) : undefined;
    if (user) return { ...user, rejection };
    const mayTagIp = state?.bound && this.safely(() => this.mayTrack(state.request, undefined));
    return {
      id: 'anonymous',
      rejection,
      ...(state && this.reasonOf(state.request)),
      ...(mayTagIp ? this.ipOf(state.request) : {}),
    };
  }

  private reasonOf(request: TrackedRequest): { rejection_reason: string } | undefined {
    const reason = this.safely(() => safeReason(silencePromise(this.settings.rejectionReason(request))));
    return reason === undefined ? undefined : { rejection_reason: reason };
  }

  private userOf({ request, route }: RequestState): TraceUser | undefined {
    const { settings } = this;
    const given = silencePromise(settings.user(request));
    if (given === undefined || given === null || !this.mayTrack(request, given)) return undefined;
    const user = trackedUser(given, settings, settings.hashKeys());
    if (user === undefined) {
      this.warnOnce('user not tagged, its id is neither text nor a number');
      return undefined;
    }
    return { ...this.businessFields(route, request, given), ...this.ipOf(request), ...user };
  }

  private mayTrack(request: TrackedRequest, user: unknown): boolean {
    if (this.settings.respectDoNotTrack && sendsDoNotTrack(request.headers)) return false;
    return silencePromise(this.settings.consent(request, user)) === true;
  }

  private ipOf(request: TrackedRequest): { ip: string } | Record<string, never> {
    const ip = trackedIp(request.ip, this.settings.trackIpAddress);
    return ip === undefined ? {} : { ip };
  }

  private businessFields(route: Route, request: TrackedRequest, user: unknown): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const field of fieldsOf(route)) {
      const value = this.safely(() => businessValue(field, request, user, this.settings.hashKeys()));
      if (value !== undefined) fields[field.name] = value;
    }
    return fields;
  }

  private stateOf(context: ExecutionContext): RequestState {
    const request = context.switchToHttp().getRequest<TrackedRequest & { raw?: object }>();
    const raw = request.raw ?? request;
    const known = this.requests.get(raw);
    if (known) return known;
    const state: RequestState = { request, route: context, bound: false, tagged: false, user: undefined };
    this.requests.set(raw, state);
    return state;
  }

  private safely<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.warnOnce('failed', error);
      return undefined;
    }
  }

  private warnOnce(problem: string, error?: unknown): void {
    const kind = error === undefined ? problem : `${problem} ${describeError(error).type}`;
    if (this.warned.has(kind)) return;
    this.warned.add(kind);
    this.warn(`${problem}; further warnings of this kind are not logged`, error);
  }
}
