// The last process of pipeline.int.spec.ts: Nest's own Kafka transport, traced by KafkaTraceInterceptor.
import { Controller, Module } from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { EventPattern, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { flushTraces } from '@ringtrace/telemetry';
import { KafkaTraceInterceptor } from '@ringtrace/traced-kafka';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';
import { UserTrackingModule } from './user-tracking.module.ts';

const { KAFKA_BROKERS = '', TOPIC = '' } = process.env;

@Controller()
class Stock {
  @EventPattern<string>(`${TOPIC}.stock`)
  async take() {}
}

@Module({
  imports: [UserTrackingModule.forConsumers({ bind: 'by-hand' })],
  controllers: [Stock],
  providers: [
    // The order matters: first the span, then its user.
    { provide: APP_INTERCEPTOR, useClass: KafkaTraceInterceptor },
    { provide: APP_INTERCEPTOR, useExisting: UserTrackingInterceptor },
  ],
})
class StockModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(StockModule, {
  transport: Transport.KAFKA,
  options: {
    client: { brokers: KAFKA_BROKERS.split(','), logLevel: 0 },
    consumer: { groupId: `${TOPIC}.stock`, maxWaitTimeInMs: 100 },
    subscribe: { fromBeginning: true },
  },
  logger: false,
});
await app.listen();

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
