// Payments that keep arriving while a fault is injected, as many as the fault needs. They contain planted fraud.
import { setTimeout as wait } from 'node:timers/promises';
import type { TransactionRequest } from '@ringtrace/contracts';
import { generateTraffic, type Outcomes, type SendOutcome, sendStream } from '@ringtrace/tools';

/** Beyond it no new payments are sent: clients that all send again would be a fault of their own. */
const maxUnanswered = 300;

export interface LoadOptions {
  /** Of the ingestor. */
  url: string;
  /** Of ids and identifiers: loads with different prefixes share no account, card or device. */
  idPrefix: string;
  seed: number;
  signal: AbortSignal;
  perSecond?: number;
  /** How long a client tries to get a payment accepted. */
  giveUpAfterMs?: number;
}

export class Load {
  /** Everything sent so far, by id. */
  readonly requests = new Map<string, TransactionRequest>();
  /** Ids for which a fault rightly has another end than a verdict. The row that adds them says why. */
  readonly excused = new Set<string>();
  private readonly options: LoadOptions;
  private readonly parts: Promise<SendOutcome>[] = [];
  private readonly over = new AbortController();
  private readonly running: Promise<void>;
  private queue: TransactionRequest[] = [];
  private generated = 0;
  private unanswered = 0;

  constructor(options: LoadOptions) {
    this.options = options;
    this.running = this.run(AbortSignal.any([this.over.signal, options.signal]));
  }

  /** Ids without a verdict. */
  waiting({ verdicts }: Outcomes): string[] {
    return [...this.requests.keys()].filter((id) => !verdicts.has(id));
  }

  /** Sends no new ones. Resolves when every payment that was sent has its last answer. */
  async stop(): Promise<SendOutcome> {
    this.over.abort();
    await this.running;
    return merge(await Promise.all(this.parts));
  }

  /** That many more at once, in large requests. */
  burst(count: number): Promise<SendOutcome> {
    return this.send(this.take(count), { batchSize: 100, concurrency: 4 });
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { perSecond = 20 } = this.options;
    while (!signal.aborted) {
      if (this.unanswered < maxUnanswered) void this.send(this.take(perSecond), { ratePerSecond: perSecond });
      await wait(1_000, undefined, { signal }).catch(() => undefined);
    }
  }

  private send(
    requests: TransactionRequest[],
    how: { ratePerSecond?: number; batchSize?: number; concurrency?: number },
  ) {
    const { url, signal, giveUpAfterMs = 120_000 } = this.options;
    for (const request of requests) this.requests.set(request.id, request);
    const part = sendStream({ url, requests, signal, giveUpAfterMs, ...how });
    this.parts.push(part);
    this.unanswered += requests.length;
    void part.then(() => {
      this.unanswered -= requests.length;
    });
    return part;
  }

  private take(count: number): TransactionRequest[] {
    const { seed, idPrefix } = this.options;
    while (this.queue.length < count) {
      const part = this.generated++;
      const { requests } = generateTraffic({
        seed: seed * 1_000 + part,
        transactions: 200,
        startAtMs: Date.now() - 86_400_000,
        idPrefix: `${idPrefix}-${part}`,
      });
      this.queue.push(...requests);
    }
    return this.queue.splice(0, count);
  }
}

function merge(parts: SendOutcome[]): SendOutcome {
  return {
    accepted: new Map(parts.flatMap(({ accepted }) => [...accepted])),
    refused: parts.flatMap(({ refused }) => refused),
    unknown: parts.flatMap(({ unknown }) => unknown),
    latenciesMs: parts.flatMap(({ latenciesMs }) => latenciesMs),
  };
}
