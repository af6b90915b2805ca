// The Nest transport: records of `@EventPattern` topics in, calls of their handlers out. Everything that is Nest's is in
// this file; topic-consumer.ts has the path of the records in between.
import {
  type CustomTransportStrategy,
  type MessageHandler,
  RpcException,
  Server,
} from '@nestjs/microservices';
import type { Logger, Metrics } from '@ringtrace/telemetry';
import { defer, lastValueFrom } from 'rxjs';
import type { ConsumerSettings, ConsumerState, KafkaPort, KafkaRecord } from '../client/kafka-port.ts';
import type { Health } from '../kafka.health.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { type BatchLimits, defaultBatchLimits, oneRecordAtATime } from './batch-size.ts';
import { ConsumerLoop } from './consumer-loop.ts';
import { type ConsumerMetrics, consumerMetrics } from './consumer-metrics.ts';
import { type Classify, defaultRetry, type RetrySettings } from './failure-policy.ts';
import { parseJson } from './parse-json.ts';
import { PartitionWaits } from './partition-waits.ts';
import { TopicConsumer } from './topic-consumer.ts';
import { TracedKafkaContext } from './traced-kafka.context.ts';

/** Second argument of `@EventPattern(topic, extras)`. */
export interface HandlerExtras {
  /** The payload is `ConsumedMessage[]`, a batch, instead of one message's value. */
  batch?: boolean;
  /** Turns bytes into the value. If it throws, the record goes to the dead-letter topic. Default: JSON. */
  parse?: (record: KafkaRecord) => unknown;
}

export interface TracedKafkaServerOptions extends Partial<Omit<ConsumerSettings, 'groupId'>> {
  /** Used exactly as given: autoscalers and dashboards find the group by this name. */
  groupId: string;
  deadLetterTopic: string;
  retry?: Partial<RetrySettings>;
  batch?: Partial<BatchLimits>;
  /** Classifies errors of the handler's own dependencies; undefined for any other error. */
  classify?: Classify;
}

const defaultSettings = {
  sessionTimeoutMs: 15_000,
  heartbeatIntervalMs: 3_000,
  maxWaitMs: 50,
  minBytes: 1,
  maxConcurrentBatches: 1,
};

export class TracedKafkaServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  override transportId = Symbol.for('traced-kafka');
  private readonly options: TracedKafkaServerOptions;
  private readonly settings: ConsumerSettings;
  private readonly producer: TracedProducer;
  private readonly log: Logger;
  private readonly loop: ConsumerLoop;
  private readonly metrics: ConsumerMetrics;
  private readonly waits: PartitionWaits;
  private consumersStarted = 0;

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
    this.producer = producer;
    this.log = logger;
    this.metrics = consumerMetrics(metrics);
    this.waits = new PartitionWaits(this.metrics, logger);
    this.loop = new ConsumerLoop(kafka, this.settings, logger, (state) => this.enter(state));
  }

  /** Starts consuming in the background: without a broker the service is not ready, but it starts. */
  listen(callback: (error?: unknown) => void): void {
    const replying = [...this.messageHandlers].find(([, handler]) => !handler.isEventHandler);
    if (replying) {
      callback(new Error(`${replying[0]}: use @EventPattern, this transport sends no replies`));
      return;
    }
    const consumers = new Map(
      [...this.messageHandlers].map(([topic, handler]) => [topic, this.topicConsumer(topic, handler)]),
    );
    for (const topic of consumers.keys()) this.metrics.partitionsWaiting.set({ topic }, 0);
    this.loop.start([...consumers.keys()], async (chunk) => consumers.get(chunk.topic)?.consume(chunk));
    callback();
  }

  /** Waits for running batches. */
  async close(): Promise<void> {
    await this.loop.stop();
  }

  health(): Health {
    const { state, reason } = this.loop;
    if (state === 'joined' || state === 'rebalancing') {
      const detail = this.waits.describe();
      return detail === undefined ? { status: 'up' } : { status: 'up', detail };
    }
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

  private topicConsumer(topic: string, handler: MessageHandler): TopicConsumer {
    const extras = (handler.extras ?? {}) as HandlerExtras;
    const { groupId, deadLetterTopic, retry, classify, batch } = this.options;
    return new TopicConsumer(
      {
        topic,
        group: groupId,
        deadLetterTopic,
        retry: { ...defaultRetry, ...retry },
        parse: extras.parse ?? parseJson,
        classify,
        handle: (messages) => {
          const payload = extras.batch ? messages : messages[0]?.value;
          return this.callHandler(handler, payload, new TracedKafkaContext(messages, topic));
        },
        producer: this.producer,
        metrics: this.metrics,
        log: this.log,
      },
      extras.batch ? { ...defaultBatchLimits, ...batch } : oneRecordAtATime,
      this.settings,
      this.waits,
    );
  }

  /** Runs guards, interceptors and the handler between Nest's hooks. Rejects with the error that the handler threw. */
  private async callHandler(
    handler: MessageHandler,
    payload: unknown,
    context: TracedKafkaContext,
  ): Promise<void> {
    const outcome = Promise.withResolvers<unknown>();
    this.onProcessingStartHook(this.transportId, context, async () => {
      const reply = defer(() => this.transformToObservable(handler(payload, context)));
      // An empty stream is no failure: the handler had nothing to reply.
      await lastValueFrom(reply, { defaultValue: undefined }).then(outcome.resolve, outcome.reject);
      this.onProcessingEndHook?.(this.transportId, context);
    });
    try {
      await outcome.promise;
    } catch (error) {
      // KeepErrorInterceptor wraps errors in an RpcException. A filter of the application may have passed that on as it is.
      throw error instanceof RpcException ? error.getError() : error;
    }
  }

  private enter(state: ConsumerState): void {
    if (state === 'connecting' && ++this.consumersStarted > 1) this.metrics.restarts.inc();
    if (state === 'rebalancing') this.metrics.rebalances.inc();
    // Partitions may have moved to another consumer; their last known lag would stay at /metrics for ever. While no broker
    // answers, the last known lag is the best there is.
    if (state === 'joined') this.metrics.lag.reset();
    this.waits.forgetAll();
    this._status$.next(state);
  }
}
