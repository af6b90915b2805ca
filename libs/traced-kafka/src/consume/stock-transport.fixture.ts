// An application on Nest's own Kafka transport that uses only KafkaTraceInterceptor of this library: for
// kafka-trace.interceptor.int.spec.ts.
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type MicroserviceOptions, Payload, Transport } from '@nestjs/microservices';
import { flushTraces, inSpan } from '@ringtrace/telemetry';
import { KafkaTraceInterceptor } from './kafka-trace.interceptor.ts';

const { KAFKA_BROKERS = '', TOPIC = '', GROUP = '' } = process.env;
const failed = new Set<string>();

@Controller()
class Orders {
  @EventPattern<string>(TOPIC)
  async take(@Payload() order: { id: string; fail?: boolean }) {
    await inSpan('orders.work', {}, () => {
      if (!order.fail || failed.has(order.id)) return;
      failed.add(order.id);
      throw new TypeError('orders cannot be taken');
    });
    process.stdout.write(`taken ${order.id}\n`);
  }
}

@Module({ controllers: [Orders] })
class StockModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(StockModule, {
  transport: Transport.KAFKA,
  options: {
    client: { brokers: KAFKA_BROKERS.split(','), logLevel: 0 },
    consumer: { groupId: GROUP, maxWaitTimeInMs: 100 },
    subscribe: { fromBeginning: true },
  },
  logger: false,
});
app.useGlobalInterceptors(new KafkaTraceInterceptor());
await app.listen();

process.once('SIGTERM', async () => {
  await app.close();
  await flushTraces();
  process.exit(0);
});
