// Readiness of everything Kafka in this process: a broker answers, the producer is connected, the consumer is a
// member of its group.
import { setTimeout as wait } from 'node:timers/promises';
import { SafeError } from '@ringtrace/telemetry';
import type { KafkaPort } from './client/kafka-port.ts';
import type { TracedKafkaServer } from './consume/traced-kafka.server.ts';
import type { Health, TracedProducer } from './produce/traced-kafka.producer.ts';

const pingTimeoutMs = 1_500;

export class KafkaHealth {
  private readonly kafka: KafkaPort;
  private readonly producer: TracedProducer;
  private readonly server: TracedKafkaServer | undefined;

  constructor(kafka: KafkaPort, producer: TracedProducer, server: TracedKafkaServer | undefined) {
    this.kafka = kafka;
    this.producer = producer;
    this.server = server;
  }

  /** Answers within two seconds, whatever the broker does. */
  async check(): Promise<Health> {
    const parts = [this.producer.health(), this.server?.health() ?? { status: 'up' as const }];
    const down = parts.find((part) => part.status === 'down');
    if (down) return down;
    const silence = 'no broker answers';
    const reason = await Promise.race([
      this.kafka.ping().then(
        () => undefined,
        (error: unknown) => (error instanceof SafeError ? error.message : silence),
      ),
      wait(pingTimeoutMs, silence, { ref: false }),
    ]);
    return reason === undefined ? { status: 'up' } : { status: 'down', reason };
  }
}
