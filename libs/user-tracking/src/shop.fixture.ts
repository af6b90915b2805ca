// The first process of pipeline.int.spec.ts: accepts orders over HTTP, calls a partner and sends the orders to Kafka. `x-kind`
// selects the topic.
import { Controller, Headers, Module, Param, Post } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { allowOnSpans, checkBoot, flushTraces, TelemetryModule } from '@ringtrace/telemetry';
import { KafkaClientClass, TracedKafkaModule, TracedProducer } from '@ringtrace/traced-kafka';
import { NoUserTracking } from './decorators.ts';
import { Gate } from './gate.fixture.ts';
import { userHeaders } from './user-headers.ts';
import { UserTrackingModule } from './user-tracking.module.ts';

const { KAFKA_BROKERS = '', TOPIC = '', PARTNER_URL = '' } = process.env;

@Controller()
class Orders {
  private readonly producer: TracedProducer;

  constructor(producer: TracedProducer) {
    this.producer = producer;
  }

  @Post('orders/:id')
  async order(@Param('id') id: string, @Headers('x-kind') kind: string) {
    await fetch(PARTNER_URL, { method: 'POST', body: id });
    await this.send(id, kind);
  }

  @NoUserTracking()
  @Post('untracked/:id')
  async untracked(@Param('id') id: string, @Headers('x-kind') kind: string) {
    await this.send(id, kind);
  }

  private send(id: string, kind: string) {
    return this.producer.send({ topic: `${TOPIC}.${kind}`, key: id, value: JSON.stringify({ id }) });
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: Gate }] })
class GateModule {}

@Module({
  imports: [
    TelemetryModule.forRoot({ service: 'shop' }),
    UserTrackingModule.forRoot({
      hashKey: { id: 'k1', secret: 'fixture-key '.repeat(4) },
      respectDoNotTrack: true,
      propagateToTopics: [`${TOPIC}.batch`, `${TOPIC}.each`],
    }),
    GateModule,
    TracedKafkaModule.forRoot({ brokers: KAFKA_BROKERS.split(','), clientId: 'shop', headers: userHeaders }),
  ],
  controllers: [Orders],
})
class ShopModule {}

// The test identifies its requests by path.
allowOnSpans({ tags: ['http.url'] });
const app = await NestFactory.create<NestFastifyApplication>(ShopModule, new FastifyAdapter(), {
  logger: false,
});
await app.listen(0, '127.0.0.1');
process.stdout.write(
  `${JSON.stringify({ boot: checkBoot(KafkaClientClass).line, url: await app.getUrl() })}\n`,
);

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
