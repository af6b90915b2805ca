// A consumer application for traced-kafka.int.spec.ts, written as users of the library would: handlers only. A message
// tells its handler what to do (`{ do: … }`).
import { setTimeout as wait } from 'node:timers/promises';
import { Catch, Controller, type ExceptionFilter, Module, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { flushTraces, inSpan, TelemetryModule } from '@ringtrace/telemetry';
import type { ConsumedMessage } from './consume/consumed-message.ts';
import { TracedKafkaContext } from './consume/traced-kafka.context.ts';
import { TracedKafkaServer } from './consume/traced-kafka.server.ts';
import { RetryLaterError } from './errors.ts';
import { KafkaHealth } from './kafka.health.ts';
import { TracedProducer } from './produce/traced-kafka.producer.ts';
import { TracedKafkaModule } from './traced-kafka.module.ts';

const { KAFKA_BROKERS = '', TOPIC = '', GROUP = '' } = process.env;

interface Order {
  id: string;
  do?: 'type-error' | 'fail-once' | 'fail-for-good' | 'be-slow' | 'later';
}

/** Like a filter for HTTP errors that passes on those of messages. */
@Catch()
class PassOn implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

@Controller()
class Orders {
  private readonly producer: TracedProducer;
  private failed = new Set<string>();

  constructor(producer: TracedProducer) {
    this.producer = producer;
  }

  @EventPattern<string>(`${TOPIC}.each`)
  async one(@Payload() order: Order, @Ctx() context: TracedKafkaContext) {
    await this.work(order);
    await this.done(context.getMessage() as ConsumedMessage<Order>);
  }

  @UseFilters(PassOn)
  @EventPattern<string>(`${TOPIC}.batch`, { batch: true })
  async many(@Payload() messages: ConsumedMessage<Order>[]) {
    await inSpan('orders.work', { resource: 'batch' }, async () => {
      for (const message of messages) await this.work(message.value);
    });
    await Promise.all(messages.map((message) => this.done(message)));
  }

  private async work(order: Order): Promise<void> {
    if (order.do === 'type-error') (undefined as unknown as { missing(): void }).missing();
    if (order.do === 'fail-for-good')
      throw Object.assign(new Error(`value of ${order.id}`), { retriable: false });
    if (order.do === 'be-slow') await wait(8_000);
    if (this.failed.has(order.id)) return;
    this.failed.add(order.id);
    if (order.do === 'fail-once') throw new Error('first time');
    if (order.do === 'later') throw new RetryLaterError('not yet');
  }

  private async done(message: ConsumedMessage<Order>): Promise<void> {
    const value = JSON.stringify({ id: message.value.id, attempt: message.attempt });
    await this.producer.send({ topic: `${TOPIC}.out`, key: message.key, value, cause: message });
  }
}

@Module({
  imports: [
    TelemetryModule.forRoot({ service: process.env.DD_SERVICE ?? 'fixture' }),
    TracedKafkaModule.forRoot({
      brokers: KAFKA_BROKERS.split(','),
      clientId: 'fixture',
      producer: { deliveryTimeoutMs: 2_000 },
      consumer: {
        groupId: GROUP,
        deadLetterTopic: `${TOPIC}.dlq`,
        sessionTimeoutMs: 6_000,
        heartbeatIntervalMs: 1_000,
        retry: { initialDelayMs: 10 },
      },
    }),
  ],
  controllers: [Orders],
})
class FixtureModule {}

const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(FixtureModule, {
  logger: false,
  inject: [TracedKafkaServer],
  useFactory: (strategy: TracedKafkaServer) => ({ strategy }),
});
await app.listen();

// Many concurrent requests, each in its own trace, as in an HTTP service.
const sends = Number(process.env.SENDS ?? 0);
const outcomes = await Promise.all(
  Array.from({ length: sends }, (_, index) =>
    inSpan('request', { parent: null }, () =>
      app.get(TracedProducer).send({ topic: `${TOPIC}.out`, key: `s${index}`, value: '{}' }),
    ).then(
      () => 'acknowledged',
      (error: Error) => error.name,
    ),
  ),
);
const health = await app.get(KafkaHealth).check();
process.stdout.write(`${JSON.stringify({ outcomes: [...new Set(outcomes)], health: health.status })}\n`);

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
