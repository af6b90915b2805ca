// Readiness of everything Kafka in this process: a broker answers, the producer is connected, the consumer is a
// member of its group.
import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaPort } from './kafka-port.ts';
import type { Health, TracedProducer } from './traced-kafka.producer.ts';
import type { TracedKafkaServer } from './traced-kafka.server.ts';

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
    const answered = await Promise.race([
      this.kafka.ping().then(
        () => true,
        () => false,
      ),
      wait(pingTimeoutMs, false, { ref: false }),
    ]);
    return answered ? { status: 'up' } : { status: 'down', reason: 'no broker answers' };
  }
}
