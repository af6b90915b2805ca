// A real broker behind a proxy that can cut, or be silent, and an application's Kafka clients that reach it only there.

import { Controller, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, EventPattern, Payload } from '@nestjs/microservices';
import { TelemetryModule } from '@ringtrace/telemetry';
import { type Backends, FaultyProxy, freePort, startBackends } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { TracedKafkaServer } from '../consume/traced-kafka.server.ts';
import { TracedKafkaModule } from '../traced-kafka.module.ts';

export const topic = 'orders';

export interface FaultyNetwork {
  backends: Backends;
  proxy: FaultyProxy;
  /** Connects past the proxy. */
  direct: kafkajs.Kafka;
  stop(): Promise<void>;
}

export async function startFaultyNetwork(instance: string): Promise<FaultyNetwork> {
  const port = await freePort();
  const proxy = await FaultyProxy.to(port);
  const listener = { name: 'PROXIED', port, advertisedPort: proxy.port, protocol: 'PLAINTEXT' as const };
  const backends = await startBackends({
    instance,
    only: ['kafka'],
    kafka: { listeners: [{ ...listener, settings: {} }] },
  });
  const direct = new kafkajs.Kafka({
    brokers: backends.kafkaBrokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = direct.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [topic, `${topic}.dlq`].map((each) => ({ topic: each, numPartitions: 2 })),
  });
  await admin.disconnect();
  return {
    backends,
    proxy,
    direct,
    stop: async () => {
      await proxy.close();
      await backends.stop({ removeData: true });
    },
  };
}

/** An application that sends, and with a group also consumes `topic` and adds what it hears to `heard`. */
export async function startApplication(
  { proxy }: Pick<FaultyNetwork, 'proxy'>,
  { group, heard = [] }: { group?: string; heard?: unknown[] } = {},
): Promise<INestApplicationContext> {
  @Controller()
  class Orders {
    @EventPattern<string>(topic)
    hear(@Payload() order: unknown): void {
      heard.push(order);
    }
  }
  @Module({
    imports: [
      TelemetryModule.forRoot({ service: 'faulty-network' }),
      TracedKafkaModule.forRoot({
        brokers: [`127.0.0.1:${proxy.port}`],
        clientId: 'faulty-network',
        producer: { deliveryTimeoutMs: 1_000 },
        ...(group !== undefined && {
          consumer: {
            groupId: group,
            deadLetterTopic: `${topic}.dlq`,
            sessionTimeoutMs: 6_000,
            heartbeatIntervalMs: 1_000,
          },
        }),
      }),
    ],
    controllers: group === undefined ? [] : [Orders],
  })
  class ApplicationModule {}
  const options = { logger: false } as const;
  if (group === undefined) return NestFactory.createApplicationContext(ApplicationModule, options);
  const application = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(ApplicationModule, {
    ...options,
    inject: [TracedKafkaServer],
    useFactory: (strategy: TracedKafkaServer) => ({ strategy }),
  });
  await application.listen();
  return application;
}
