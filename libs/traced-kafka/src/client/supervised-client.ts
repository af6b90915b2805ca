// Keeps a client that works: opens it when it is first needed, limits every use of it, and replaces it when requests stay
// unanswered or fail again and again. A client that is replaced loses its sockets at once. All times are monotonic.
import { describeError, type Logger, SafeError } from '@ringtrace/telemetry';
import { classifyFailure } from './classify-failure.ts';
import type { ReplacementReason } from './client-metrics.ts';

export interface OpenClient<Client> {
  client: Client;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Closes its sockets; whatever it still waits for fails. */
  destroy(): void;
}

export interface Supervision {
  /** For logs. */
  name: string;
  /** Connecting, and each request, may take this long. */
  timeoutMs: number;
  /** After so many unanswered requests in a row the client is replaced. */
  maxFailures: number;
}

export interface Observer {
  logger: Logger;
  /** A client that had been connected was given up. */
  onReplaced(reason: ReplacementReason): void;
}

/** A client that has answered nothing for this long does not work now. */
const maxUnansweredMs = 5_000;
/** A failure that is older says nothing about now. */
const failureMemoryMs = 15_000;

interface Current<Client> {
  opened: OpenClient<Client>;
  connecting: Promise<void>;
  isConnected: boolean;
}

export class SupervisedClient<Client> {
  private readonly open: () => OpenClient<Client>;
  private readonly supervision: Supervision;
  private readonly observer: Observer;
  private current: Current<Client> | undefined;
  /** Requests in flight, by when they were sent; the oldest first. */
  private readonly inFlight = new Set<{ startedMs: number }>();
  /** Since something last succeeded. */
  private failures = 0;
  private failedAtMs = 0;
  /** Of the last failure; holds no values of records. */
  private reason: string | undefined;
  private isClosed = false;

  constructor(open: () => OpenClient<Client>, supervision: Supervision, observer: Observer) {
    this.open = open;
    this.supervision = supervision;
    this.observer = observer;
  }

  /** Concurrent callers share one attempt. After a failure the next call tries again, with a new client. */
  async connect(): Promise<void> {
    await this.connected();
  }

  /** Rejects with the error of the work, or after `timeoutMs`. */
  async run<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const current = await this.connected();
    const request = { startedMs: performance.now() };
    this.inFlight.add(request);
    try {
      const result = await this.within(work(current.opened.client));
      this.failures = 0;
      return result;
    } catch (error) {
      this.requestFailed(current, error);
      throw error;
    } finally {
      this.inFlight.delete(request);
    }
  }

  /** Why a request would fail now, as far as the last ones tell. Undefined if it should succeed. */
  problem(): string | undefined {
    if (!this.current?.isConnected) return ['connecting', this.reason].filter(Boolean).join(': ');
    const nowMs = performance.now();
    const [oldest] = this.inFlight;
    if (oldest && nowMs - oldest.startedMs >= maxUnansweredMs)
      return `stuck: no broker has answered for ${maxUnansweredMs / 1_000} s`;
    if (this.failures >= this.supervision.maxFailures && nowMs - this.failedAtMs < failureMemoryMs)
      return `failing: ${this.reason}`;
    return undefined;
  }

  /** Waits for the client to say goodbye, but not long. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { current } = this;
    this.current = undefined;
    if (current === undefined) return;
    await this.within(current.opened.disconnect()).finally(() => current.opened.destroy());
  }

  private async connected(): Promise<Current<Client>> {
    if (this.isClosed) throw new ClientClosedError('the Kafka client is closed');
    this.current ??= this.start();
    const { current } = this;
    await current.connecting;
    return current;
  }

  private start(): Current<Client> {
    const opened = this.open();
    const current = { opened, isConnected: false, connecting: Promise.resolve() };
    current.connecting = this.within(opened.connect()).then(
      () => {
        current.isConnected = true;
      },
      (error: unknown) => {
        this.reason = describeError(error).message;
        this.discard(current);
        throw error;
      },
    );
    return current;
  }

  private requestFailed(current: Current<Client>, error: unknown): void {
    const failure = classifyFailure(error);
    if (failure === 'request') return;
    this.failures += 1;
    this.failedAtMs = performance.now();
    this.reason = describeError(error).message;
    const isStuck = error instanceof RequestTimeoutError;
    if (!isStuck && (failure === 'refused' || this.failures < this.supervision.maxFailures)) return;
    if (this.current !== current) return;
    const { name } = this.supervision;
    this.observer.logger.warn({ kafka: name, reason: this.reason }, 'Kafka client replaced');
    this.observer.onReplaced(isStuck ? 'no-answer' : 'failing');
    this.discard(current);
  }

  private discard(current: Current<Client>): void {
    if (this.current === current) this.current = undefined;
    current.opened.destroy();
    current.opened.disconnect().catch(() => undefined);
  }

  private async within<Result>(work: Promise<Result>): Promise<Result> {
    const { timeoutMs } = this.supervision;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new RequestTimeoutError(`no broker answered within ${timeoutMs / 1_000} s`)),
      timeoutMs,
    );
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

class RequestTimeoutError extends SafeError {}

class ClientClosedError extends SafeError {}
