// Wires producer, transport and health into a Nest application, and closes them in order: first Nest stops the transport
// (running batches finish, and may still publish), then this module drains and closes the producer.
import { setTimeout as wait } from 'node:timers/promises';
import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { type Logger, loggerToken, Metrics } from '@ringtrace/telemetry';
import type { KafkaPort } from './client/kafka-port.ts';
import type { KafkaSasl, KafkaTls } from './client/kafka-security.ts';
import { kafkajsPort } from './client/kafkajs-client.ts';
import { KafkaProgress } from './consume/kafka-progress.ts';
import { KeepErrorInterceptor } from './consume/keep-error.interceptor.ts';
import { StepOver } from './consume/step-over.ts';
import { TopicReader } from './consume/topic-reader.ts';
import { TracedKafkaServer, type TracedKafkaServerOptions } from './consume/traced-kafka.server.ts';
import { KafkaHealth } from './kafka.health.ts';
import { defaultSendQueueLimits, type SendQueueLimits } from './produce/send-queue.ts';
import { type HeadersForAll, TracedProducer } from './produce/traced-kafka.producer.ts';
import { TopicGuard } from './topics/topic-guard.ts';
import type { TopicRequirement } from './topics/topic-requirements.ts';

export interface TracedKafkaOptions {
  brokers: string[];
  clientId: string;
  /** Without it, connections are in plain text. */
  tls?: KafkaTls | undefined;
  /** Without it, this client is identified by its certificate, or anonymous. */
  sasl?: KafkaSasl | undefined;
  producer?: Partial<SendQueueLimits>;
  /** Headers for every record sent: `userHeaders` of user-tracking, or your own. */
  headers?: HeadersForAll | undefined;
  /** What the application needs of its topics. Checked while it runs: see TopicGuard. Default: nothing. */
  topics?: TopicRequirement[];
  /** For processes that consume. Connect it with `app.connectMicroservice({ strategy: app.get(TracedKafkaServer) }, { inheritAppConfig: true })`. */
  consumer?: TracedKafkaServerOptions;
}

const optionsToken = Symbol('TracedKafkaOptions');
const portToken = Symbol('KafkaPort');

@Module({})
export class TracedKafkaModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly port: KafkaPort;
  private readonly producer: TracedProducer;
  private readonly topics: TopicGuard;
  private readonly logger: Logger;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(portToken) port: KafkaPort,
    producer: TracedProducer,
    topics: TopicGuard,
    @Inject(loggerToken) logger: Logger,
  ) {
    this.port = port;
    this.producer = producer;
    this.topics = topics;
    this.logger = logger;
  }

  static forRoot(options: TracedKafkaOptions): DynamicModule {
    return TracedKafkaModule.forRootAsync({ useFactory: () => options });
  }

  /** Needs telemetry's global module, for logger and metrics. */
  static forRootAsync(
    factory: Pick<FactoryProvider<TracedKafkaOptions>, 'useFactory' | 'inject'>,
  ): DynamicModule {
    return {
      module: TracedKafkaModule,
      global: true,
      providers: [
        { provide: optionsToken, ...factory },
        { provide: portToken, inject: [optionsToken, loggerToken, Metrics], useFactory: makePort },
        {
          provide: TopicGuard,
          inject: [optionsToken, portToken, loggerToken, Metrics],
          useFactory: makeGuard,
        },
        {
          provide: TracedProducer,
          inject: [optionsToken, portToken, loggerToken, Metrics],
          useFactory: makeProducer,
        },
        {
          provide: TracedKafkaServer,
          inject: [optionsToken, portToken, TracedProducer, loggerToken, Metrics],
          useFactory: makeServer,
        },
        {
          provide: KafkaHealth,
          inject: [portToken, TracedProducer, TopicGuard, TracedKafkaServer],
          useFactory: makeHealth,
        },
        { provide: KafkaProgress, inject: [portToken], useFactory: makeProgress },
        { provide: TopicReader, inject: [portToken], useFactory: makeReader },
        { provide: StepOver, inject: [portToken, TracedProducer], useFactory: makeStepOver },
        { provide: APP_INTERCEPTOR, useClass: KeepErrorInterceptor },
      ],
      exports: [TracedProducer, TracedKafkaServer, KafkaHealth, KafkaProgress, TopicReader, StepOver],
    };
  }

  /** Stays connected in the background: without a broker the service starts, but is not ready. */
  onApplicationBootstrap(): void {
    void this.stayConnected();
    void this.topics.keepChecking(this.stopping.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.producer.close();
    await this.port.close().catch(() => undefined);
  }

  // Also a process that sends nothing, because it is not ready, must notice when the broker is back.
  private async stayConnected(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.producer
        .connect()
        .catch((error: unknown) => this.logger.warn({ error }, 'no broker reachable, retrying'));
      await wait(1_000, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}

function makePort(
  { brokers, clientId, tls, sasl }: TracedKafkaOptions,
  logger: Logger,
  metrics: Metrics,
): KafkaPort {
  return kafkajsPort({ brokers, clientId, tls, sasl, logger, metrics });
}

function makeGuard(
  { topics = [] }: TracedKafkaOptions,
  port: KafkaPort,
  logger: Logger,
  metrics: Metrics,
): TopicGuard {
  return new TopicGuard(topics, port, logger, metrics);
}

function makeProducer(
  options: TracedKafkaOptions,
  port: KafkaPort,
  logger: Logger,
  metrics: Metrics,
): TracedProducer {
  return new TracedProducer(
    port.producer(),
    { ...defaultSendQueueLimits, ...options.producer },
    logger,
    metrics,
    options.headers,
  );
}

function makeServer(
  options: TracedKafkaOptions,
  port: KafkaPort,
  producer: TracedProducer,
  logger: Logger,
  metrics: Metrics,
): TracedKafkaServer | undefined {
  return options.consumer && new TracedKafkaServer(options.consumer, port, producer, logger, metrics);
}

function makeHealth(
  port: KafkaPort,
  producer: TracedProducer,
  topics: TopicGuard,
  server: TracedKafkaServer | undefined,
): KafkaHealth {
  return new KafkaHealth(port, server ? [producer, server, topics] : [producer, topics]);
}

function makeProgress(port: KafkaPort): KafkaProgress {
  return new KafkaProgress(port);
}

function makeReader(port: KafkaPort): TopicReader {
  return new TopicReader(port);
}

function makeStepOver(port: KafkaPort, producer: TracedProducer): StepOver {
  return new StepOver(port, producer);
}
