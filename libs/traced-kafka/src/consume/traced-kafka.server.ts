// The Nest transport: topics of `@EventPattern` handlers in, batches out. A handler returns = done; it throws = retry,
// then dead letter. Spans, queue time, retries, dead letters, commits, heartbeats and draining are done here; no
// error of a handler ever reaches the Kafka client, which would stop consuming for good.
import {
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  RpcException,
  Server,
} from '@nestjs/microservices';
import { type Logger, type Metrics } from '@ringtrace/telemetry';
import { lastValueFrom } from 'rxjs';
import type {
  ConsumerSettings,
  ConsumerState,
  KafkaPort,
  KafkaRecord,
  PartitionBatch,
} from '../client/kafka-port.ts';
import { BatchAbandonedError, RetryLaterError, UnprocessableRecordError } from '../errors.ts';
import type { Health, TracedProducer } from '../produce/traced-kafka.producer.ts';
import { BatchQueue } from './batch-queue.ts';
import { type BatchLimits, defaultBatchLimits } from './batch-size.ts';
import type { ConsumedMessage } from './consumed-message.ts';
import { ConsumerLoop } from './consumer-loop.ts';
import { consumerMetrics } from './consumer-metrics.ts';
import { toDeadLetter } from './dead-letter.ts';
import { defaultRetry, type FailureClass, type RetrySettings } from './failure-policy.ts';
import { Heartbeats } from './heartbeats.ts';
import { parseJson } from './parse-json.ts';
import { type BatchWork, processBatch } from './process-batch.ts';
import { TracedKafkaContext } from './traced-kafka.context.ts';

/** Second argument of `@EventPattern(topic, extras)`. */
export interface HandlerExtras {
  /** The payload is `ConsumedMessage[]`, a batch, instead of one message's value. */
  batch?: boolean;
  /** Turns bytes into the value. What throws goes to the dead-letter topic. Default: JSON. */
  parse?: (record: KafkaRecord) => unknown;
}

export interface TracedKafkaServerOptions extends Partial<Omit<ConsumerSettings, 'groupId'>> {
  /** Used exactly as given: autoscalers and dashboards find the group by this name. */
  groupId: string;
  deadLetterTopic: string;
  retry?: Partial<RetrySettings>;
  batch?: Partial<BatchLimits>;
  /** Sorts the errors of the handler's own dependencies; undefined where the error is none of theirs. */
  classify?: (error: unknown) => FailureClass | undefined;
}

const defaultSettings = {
  sessionTimeoutMs: 15_000,
  heartbeatIntervalMs: 3_000,
  maxWaitMs: 50,
  minBytes: 1,
  maxConcurrentBatches: 1,
};

/** For handlers of one message. */
const oneByOne: BatchLimits = { minRecords: 1, maxRecords: 1, targetMs: 0 };

export class TracedKafkaServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  override transportId = Symbol.for('traced-kafka');
  private readonly options: TracedKafkaServerOptions;
  private readonly settings: ConsumerSettings;
  private readonly batchLimits: BatchLimits;
  private readonly producer: TracedProducer;
  private readonly log: Logger;
  private readonly loop: ConsumerLoop;
  private readonly metrics: ReturnType<typeof consumerMetrics>;
  private readonly queues = new Map<string, BatchQueue>();
  private consumers = 0;

  constructor(
    options: TracedKafkaServerOptions,
    kafka: KafkaPort,
    producer: TracedProducer,
    logger: Logger,
    metrics: Metrics,
  ) {
    super();
    this.options = options;
    this.settings = { ...defaultSettings, ...options };
    const limits = { ...defaultBatchLimits, ...options.batch };
    this.batchLimits = { ...limits, minRecords: Math.min(limits.minRecords, limits.maxRecords) };
    this.producer = producer;
    this.log = logger;
    this.metrics = consumerMetrics(metrics);
    this.loop = new ConsumerLoop(kafka, this.settings, logger, (state) => this.enter(state));
  }

  /** Starts consuming in the background: a broker that is away makes the service unready, not dead. */
  listen(callback: (error?: unknown) => void): void {
    const replying = [...this.messageHandlers].find(([, handler]) => !handler.isEventHandler);
    if (replying) {
      callback(new Error(`${replying[0]}: use @EventPattern, this transport sends no replies`));
      return;
    }
    this.loop.start([...this.messageHandlers.keys()], (batch) => this.consumeChunk(batch));
    callback();
  }

  private enter(state: ConsumerState): void {
    if (state === 'connecting' && ++this.consumers > 1) this.metrics.restarts.inc();
    if (state === 'rebalancing') this.metrics.rebalances.inc();
    // Partitions may be another's now: what this process knows of their lag would stay at /metrics for ever.
    this.metrics.lag.reset();
    this._status$.next(state);
  }

  async close(): Promise<void> {
    await this.loop.stop();
  }

  health(): Health {
    const { state, reason } = this.loop;
    if (state === 'joined' || state === 'rebalancing') return { status: 'up' };
    return {
      status: 'down',
      reason: reason === undefined ? `consumer is ${state}` : `consumer is ${state}: ${reason}`,
    };
  }

  on(): never {
    throw new Error('traced-kafka has no client events; subscribe to `status` instead');
  }

  unwrap<T>(): T {
    return this.loop as T;
  }

  /** Rejects only with what belongs to the client. A batch's offsets are resolved only after all of it is done. */
  private async consumeChunk(batch: PartitionBatch): Promise<void> {
    const queue = this.queueOf(batch.topic);
    if (queue === undefined) return;
    const heartbeats = new Heartbeats(batch, this.settings.heartbeatIntervalMs);
    const { topic, partition } = batch;
    const tellLag = (left: number) => this.metrics.lag.set({ topic, partition }, batch.lag + left);
    tellLag(batch.records.length);
    try {
      await queue.work({
        records: batch.records,
        isAbandoned: () => heartbeats.isAbandoned(),
        advance: async ({ offset }, left) => {
          batch.resolve(offset);
          tellLag(left);
          await heartbeats.beat();
        },
      });
    } catch (error) {
      if (!(error instanceof BatchAbandonedError)) throw error;
      this.log.info({ topic, partition }, 'batch left for the next reader');
    } finally {
      heartbeats.stop();
    }
    heartbeats.throwIfLost();
  }

  private queueOf(topic: string): BatchQueue | undefined {
    const handler = this.getHandlerByPattern(topic);
    if (handler === null) return undefined;
    const extras = (handler.extras ?? {}) as HandlerExtras;
    const known = this.queues.get(topic);
    if (known) return known;
    const queue = new BatchQueue(
      (records, isAbandoned) =>
        this.consumeBatch(topic, records, this.workOf(handler, extras, topic, isAbandoned)),
      extras.batch ? this.batchLimits : oneByOne,
      this.settings.maxConcurrentBatches,
    );
    this.queues.set(topic, queue);
    return queue;
  }

  private async consumeBatch(topic: string, records: KafkaRecord[], work: BatchWork): Promise<void> {
    const startedAt = Date.now();
    for (const record of records) {
      this.metrics.queueSeconds.observe({ topic }, Math.max(0, startedAt - record.timestampMs) / 1000);
    }
    await processBatch(records, work);
    this.metrics.batchSeconds.observe({ topic }, (Date.now() - startedAt) / 1000);
  }

  private workOf(
    handler: MessageHandler,
    extras: HandlerExtras,
    topic: string,
    isAbandoned: () => boolean,
  ): BatchWork {
    const { groupId, deadLetterTopic, retry } = this.options;
    return {
      group: groupId,
      retry: { ...defaultRetry, ...retry },
      parse: extras.parse ?? parseJson,
      handle: (messages) => this.callHandler(handler, extras, messages, topic),
      deadLetter: async (record, error, attempts) => {
        const circumstances = { topic: deadLetterTopic, group: groupId, attempts, failedAt: new Date() };
        await this.producer.send(toDeadLetter(record, error, circumstances));
      },
      classify: (error) => this.classify(error),
      isAbandoned,
      observe: (event, records) => this.metrics.records.inc({ topic, outcome: event }, records.length),
    };
  }

  private async callHandler(
    handler: MessageHandler,
    extras: HandlerExtras,
    messages: ConsumedMessage[],
    topic: string,
  ): Promise<void> {
    const context = new TracedKafkaContext(messages, topic);
    const payload = extras.batch ? messages : messages[0]?.value;
    await this.withHooks(context, () =>
      // An empty stream is a handler that had nothing to say, not a failure.
      lastValueFrom(this.transformToObservable(handler(payload, context)), { defaultValue: undefined }),
    ).catch((error: unknown) => {
      // Where a filter of the application has passed on the envelope that KeepErrorInterceptor put around the error.
      throw error instanceof RpcException ? error.getError() : error;
    });
  }

  private async withHooks(context: BaseRpcContext, run: () => Promise<unknown>): Promise<void> {
    const outcome = Promise.withResolvers<void>();
    this.onProcessingStartHook(this.transportId, context, async () => {
      await run().then(() => outcome.resolve(), outcome.reject);
      this.onProcessingEndHook?.(this.transportId, context);
    });
    await outcome.promise;
  }

  private classify(error: unknown): FailureClass {
    const failure = this.ownClass(error) ?? this.options.classify?.(error) ?? 'unknown';
    this.log.warn({ error, failure }, 'handler failed');
    return failure;
  }

  private ownClass(error: unknown): FailureClass | undefined {
    if (error instanceof UnprocessableRecordError) return 'permanent';
    if (error instanceof RetryLaterError) return 'transient';
    return undefined;
  }
}
