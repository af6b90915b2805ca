// The second process of pipeline.int.spec.ts: consumes with traced-kafka, in batches and one by one, and produces to further
// topics. It has no hash key and does not know the users.
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, EventPattern, Payload } from '@nestjs/microservices';
import { flushTraces, inSpan, TelemetryModule } from '@ringtrace/telemetry';
import {
  type ConsumedMessage,
  TracedKafkaModule,
  TracedKafkaServer,
  TracedProducer,
} from '@ringtrace/traced-kafka';
import { NoUserTracking } from './decorators.ts';
import { userHeaders } from './user-headers.ts';
import { UserTrackingModule } from './user-tracking.module.ts';

const { KAFKA_BROKERS = '', TOPIC = '' } = process.env;

interface Order {
  id: string;
}

@Controller()
class Work {
  private readonly producer: TracedProducer;
  private readonly failed = new Set<string>();

  constructor(producer: TracedProducer) {
    this.producer = producer;
  }

  @EventPattern<string>(`${TOPIC}.batch`, { batch: true })
  async many(@Payload() messages: ConsumedMessage<Order>[]) {
    const size = messages.length;
    await inSpan('orders.work', {}, () => undefined);
    const sendAs = (topic: string) =>
      messages.map((cause) => ({
        topic: `${TOPIC}.${topic}`,
        key: cause.key,
        value: JSON.stringify({ size }),
        cause,
      }));
    for (const sent of await this.producer.sendAll([...sendAs('stock'), ...sendAs('public')])) {
      if (sent.status === 'rejected') throw sent.reason;
    }
  }

  @EventPattern<string>(`${TOPIC}.each`)
  async one(@Payload() order: Order) {
    await inSpan('orders.work', {}, () => undefined);
    if (order.id.startsWith('fails') && !this.failed.has(order.id)) {
      this.failed.add(order.id);
      throw new Error('first attempt');
    }
    for (const topic of ['stock', 'public']) {
      await this.producer.send({ topic: `${TOPIC}.${topic}`, key: order.id, value: '{}' });
    }
  }

  @NoUserTracking()
  @EventPattern<string>(`${TOPIC}.secret`)
  async secretly(@Payload() order: Order) {
    await this.producer.send({ topic: `${TOPIC}.stock`, key: order.id, value: '{}' });
  }
}

@Module({
  imports: [
    TelemetryModule.forRoot({ service: 'worker' }),
    UserTrackingModule.forConsumers({ propagateToTopics: [`${TOPIC}.stock`] }),
    TracedKafkaModule.forRoot({
      brokers: KAFKA_BROKERS.split(','),
      clientId: 'worker',
      headers: userHeaders,
      consumer: {
        groupId: `${TOPIC}.worker`,
        deadLetterTopic: `${TOPIC}.dlq`,
        retry: { initialDelayMs: 10 },
      },
    }),
  ],
  controllers: [Work],
})
class WorkerModule {}

const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(WorkerModule, {
  logger: false,
  inject: [TracedKafkaServer],
  useFactory: (strategy: TracedKafkaServer) => ({ strategy }),
});
await app.listen();

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
