// An application for kafka-security.int.spec.ts that keeps sending records and reading them back. Among its log lines it
// writes each change of its health and each record received, as one JSON object per line.
import { setTimeout as wait } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, EventPattern, Payload } from '@nestjs/microservices';
import { flushTraces, TelemetryModule } from '@ringtrace/telemetry';
import { TracedKafkaServer } from '../consume/traced-kafka.server.ts';
import { KafkaHealth } from '../kafka.health.ts';
import { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { TracedKafkaModule, type TracedKafkaOptions } from '../traced-kafka.module.ts';

const { TOPIC = '', GROUP = '', DD_SERVICE = 'secured', CONNECTION = '{}' } = process.env;
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

@Controller()
class Echo {
  @EventPattern<string>(TOPIC)
  hear(@Payload() { sender, number }: { sender: string; number: number }): void {
    if (sender === GROUP) say({ received: number });
  }
}

@Module({
  imports: [
    TelemetryModule.forRoot({ service: DD_SERVICE }),
    TracedKafkaModule.forRoot({
      ...(JSON.parse(CONNECTION) as Pick<TracedKafkaOptions, 'brokers' | 'tls' | 'sasl'>),
      clientId: 'secured',
      producer: { deliveryTimeoutMs: 2_000 },
      consumer: {
        groupId: GROUP,
        deadLetterTopic: `${TOPIC}.dlq`,
        sessionTimeoutMs: 6_000,
        heartbeatIntervalMs: 1_000,
      },
    }),
  ],
  controllers: [Echo],
})
class FixtureModule {}

const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(FixtureModule, {
  logger: false,
  inject: [TracedKafkaServer],
  useFactory: (strategy: TracedKafkaServer) => ({ strategy }),
});
await app.listen();

const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
let last = '';
for (let number = 0; !stopping.signal.aborted; number++) {
  const health = await app.get(KafkaHealth).check();
  const reason = health.reason ?? 'up';
  if (reason !== last) say({ health: reason });
  last = reason;
  const value = JSON.stringify({ sender: GROUP, number });
  await app
    .get(TracedProducer)
    .send({ topic: TOPIC, key: GROUP, value })
    .catch((error: Error) => say({ notSent: number, error: error.name }));
  await wait(200, undefined, { signal: stopping.signal }).catch(() => undefined);
}
await app.close();
await flushTraces();
process.exit(0);
