// Keeps a consumer running for as long as the process lives. After some errors the client gives up for good and says
// nothing more. Here every crash leads to a new consumer, with exponential backoff.
import { setTimeout as wait } from 'node:timers/promises';
import { describeError, type Logger, outsideTrace } from '@ringtrace/telemetry';
import type {
  ConsumerPort,
  ConsumerSettings,
  ConsumerState,
  KafkaPort,
  PartitionChunk,
} from '../client/kafka-port.ts';
import { RestartBackoff } from './restart-backoff.ts';

export class ConsumerLoop {
  private readonly kafka: KafkaPort;
  private readonly settings: ConsumerSettings;
  private readonly logger: Logger;
  private readonly onState: (state: ConsumerState) => void;
  private consumer: ConsumerPort | undefined;
  private running: Promise<void> | undefined;
  private readonly backoff = new RestartBackoff();
  private readonly stopping = new AbortController();
  state: ConsumerState = 'connecting';
  /** Why the last consumer ended; holds no values of records. */
  reason: string | undefined;

  constructor(
    kafka: KafkaPort,
    settings: ConsumerSettings,
    logger: Logger,
    onState: (state: ConsumerState) => void,
  ) {
    this.kafka = kafka;
    this.settings = settings;
    this.logger = logger;
    this.onState = onState;
  }

  /** Returns at once. Runs outside any trace: records without one must not join the trace that is active now. */
  start(topics: string[], onChunk: (chunk: PartitionChunk) => Promise<void>): void {
    this.running = outsideTrace(() => this.keepConsuming(topics, onChunk));
  }

  /** Waits for running batches, commits what is done and leaves the group. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.consumer?.stop();
    await this.running;
  }

  private async keepConsuming(
    topics: string[],
    onChunk: (chunk: PartitionChunk) => Promise<void>,
  ): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.consumeUntilCrash(topics, onChunk);
      if (this.stopping.signal.aborted) break;
      await this.consumer?.stop().catch(() => undefined);
      const pauseMs = this.backoff.crashed(performance.now(), Math.random());
      // Once is normal: a broker that has just started refuses the first join.
      this.logger[this.backoff.failures > 1 ? 'error' : 'warn'](
        { topics, reason: this.reason, pauseMs },
        'consumer crashed; restarting it',
      );
      await wait(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
    this.enter('stopped');
  }

  private async consumeUntilCrash(
    topics: string[],
    onChunk: (chunk: PartitionChunk) => Promise<void>,
  ): Promise<void> {
    const ended = Promise.withResolvers<void>();
    this.stopping.signal.addEventListener('abort', () => ended.resolve(), { once: true });
    this.consumer = this.kafka.consumer(this.settings, (state, reason) => {
      this.enter(state, reason);
      if (state === 'joined') this.backoff.joined(performance.now());
      if (state === 'crashed') ended.resolve();
    });
    try {
      await this.consumer.run(topics, (chunk) => onChunk(this.watched(chunk)));
      await ended.promise;
    } catch (error) {
      this.enter('crashed', describeError(error).message);
    }
  }

  private watched(chunk: PartitionChunk): PartitionChunk {
    const resolve = (offset: string) => {
      this.backoff.progressed();
      chunk.resolve(offset);
    };
    return { ...chunk, resolve };
  }

  private enter(state: ConsumerState, reason?: string): void {
    this.state = state;
    if (reason !== undefined) this.reason = reason;
    if (state === 'joined') this.reason = undefined;
    this.onState(state);
  }
}
