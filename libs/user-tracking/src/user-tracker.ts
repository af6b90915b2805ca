// Tags who caused a request or a message, on the span that is there. Nothing in here throws or waits: what goes wrong is
// logged once for each kind and costs a tag, never an answer.
import type { ExecutionContext } from '@nestjs/common';
import { describeError, setUser, type TraceUser } from '@ringtrace/telemetry';
import { businessValue } from './business-value.ts';
import { fieldsOf, isOptedOut } from './decorators.ts';
import { messagesOf } from './messages.ts';
import { notAwaited } from './not-awaited.ts';
import { objectsToTracking } from './objection.ts';
import type { Settings, TrackedRequest } from './options.ts';
import { type Refusal, reasonWord, rejectionForStatus } from './rejection.ts';
import { trackedIp } from './tracked-ip.ts';
import { trackedUser } from './tracked-user.ts';
import { hashIn } from './user-headers.ts';
import type { Warn } from './warn.ts';

export type Route = Pick<ExecutionContext, 'getClass' | 'getHandler'>;

/** What is known of a request while it is answered. Goes with the request. */
interface Seen {
  readonly request: TrackedRequest;
  readonly route: Route;
  /** Whether the interceptor is bound to its route: only then may anything of a person be told. */
  covered: boolean;
  /** The interceptor had its turn. */
  asked: boolean;
  user: TraceUser | undefined;
}

const nobody = { hash: undefined, topics: new Set<string>() };

export class UserTracker {
  private readonly settings: Settings;
  private readonly warn: Warn;
  private readonly seen = new WeakMap<object, Seen>();
  private readonly said = new Set<string>();

  constructor(settings: Settings, warn: Warn) {
    this.settings = settings;
    this.warn = warn;
  }

  /** A request has reached its route; guards come next, and may turn it away. */
  arrived(context: ExecutionContext, covered: boolean): void {
    this.safely(() => (this.see(context).covered ||= covered));
  }

  /** Tags what is handled, and says what records may carry that are sent meanwhile. */
  track(context: ExecutionContext): { hash: string | undefined; topics: ReadonlySet<string> } {
    return (
      this.safely(() => {
        if (isOptedOut(context)) return nobody;
        const type = context.getType();
        if (type !== 'http' && type !== 'rpc') return nobody;
        const hash = type === 'http' ? this.tagRequest(context) : this.tagMessages(context);
        return { hash, topics: this.settings.propagateToTopics };
      }) ?? nobody
    );
  }

  /** The status of an answer is certain, its span still open. `raw` is Node's request; it may have met no route. */
  answering(raw: object, status: number): void {
    this.safely(() => {
      const seen = this.seen.get(raw);
      if (seen && isOptedOut(seen.route)) return;
      const refusal = rejectionForStatus(status);
      if (refusal) setUser(this.refused(seen, refusal));
      // A guard that failed otherwise: the interceptor had no turn.
      else if (seen?.covered && !seen.asked) this.tag(seen);
    });
  }

  private tagRequest(context: ExecutionContext): string | undefined {
    const seen = this.see(context);
    if (!seen.asked) this.tag(seen);
    return seen.user?.id;
  }

  private tag(seen: Seen): void {
    seen.covered = true;
    seen.asked = true;
    seen.user = this.userOf(seen);
    if (seen.user) setUser(seen.user);
  }

  private tagMessages(context: ExecutionContext): string | undefined {
    const messages = messagesOf(context.switchToRpc().getContext());
    for (const message of messages) {
      const id = hashIn(message.headers);
      if (id === undefined) continue;
      if (message.within) message.within(() => setUser({ id }));
      else setUser({ id });
    }
    return messages.length === 1 ? hashIn(messages[0]?.headers) : undefined;
  }

  private refused(seen: Seen | undefined, refusal: Refusal): TraceUser {
    // The handler itself refused: who was let in to it is known.
    if (seen?.user) return { id: seen.user.id, refusal };
    const told = refusal === 'forbidden' && this.settings.forbiddenAs === 'user' && seen?.covered;
    const user = told ? this.safely(() => this.userOf(seen)) : undefined;
    if (user) return { ...user, refusal };
    const mayTellIp = seen?.covered && this.safely(() => this.mayTell(seen.request, undefined));
    return {
      id: 'anonymous',
      refusal,
      ...(seen && this.reasonOf(seen.request)),
      ...(mayTellIp ? this.ipOf(seen.request) : {}),
    };
  }

  private reasonOf(request: TrackedRequest): { refusal_reason: string } | undefined {
    const reason = this.safely(() => reasonWord(notAwaited(this.settings.refusalReason(request))));
    return reason === undefined ? undefined : { refusal_reason: reason };
  }

  private userOf({ request, route }: Seen): TraceUser | undefined {
    const { settings } = this;
    const known = notAwaited(settings.user(request));
    if (known === undefined || known === null || !this.mayTell(request, known)) return undefined;
    const user = trackedUser(known, settings, settings.hashKeys());
    if (user === undefined) {
      this.sayOnce('a user has no id that is text or a number, and is not tagged');
      return undefined;
    }
    return { ...this.businessFields(route, request, known), ...this.ipOf(request), ...user };
  }

  private mayTell(request: TrackedRequest, user: unknown): boolean {
    if (this.settings.respectDoNotTrack && objectsToTracking(request.headers)) return false;
    return notAwaited(this.settings.consent(request, user)) === true;
  }

  private ipOf(request: TrackedRequest): { ip: string } | Record<string, never> {
    const ip = trackedIp(request.ip, this.settings.trackIpAddress);
    return ip === undefined ? {} : { ip };
  }

  private businessFields(route: Route, request: TrackedRequest, user: unknown): Record<string, string> {
    const told: Record<string, string> = {};
    for (const field of fieldsOf(route)) {
      const value = this.safely(() => businessValue(field, request, user, this.settings.hashKeys()));
      if (value !== undefined) told[field.name] = value;
    }
    return told;
  }

  private see(context: ExecutionContext): Seen {
    const request = context.switchToHttp().getRequest<TrackedRequest & { raw?: object }>();
    const raw = request.raw ?? request;
    const before = this.seen.get(raw);
    if (before) return before;
    const seen: Seen = { request, route: context, covered: false, asked: false, user: undefined };
    this.seen.set(raw, seen);
    return seen;
  }

  private safely<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.sayOnce('failed', error);
      return undefined;
    }
  }

  private sayOnce(what: string, error?: unknown): void {
    const kind = error === undefined ? what : `${what} ${describeError(error).type}`;
    if (this.said.has(kind)) return;
    this.said.add(kind);
    this.warn(`${what}; said once`, error);
  }
}
