// Readiness of everything Kafka in this process: a broker answers, what was sent lately was acknowledged, the consumer is a
// member of its group.
import { setTimeout as wait } from 'node:timers/promises';
import { SafeError } from '@ringtrace/telemetry';
import type { KafkaPort } from './client/kafka-port.ts';

export interface Health {
  status: 'up' | 'down';
  /** Why it is down, for an operator. */
  reason?: string;
  /** What an operator should know although it is up, such as a partition that waits. */
  detail?: string;
}

interface HasHealth {
  health(): Health;
}

const pingTimeoutMs = 1_500;

export class KafkaHealth {
  private readonly kafka: KafkaPort;
  private readonly parts: HasHealth[];

  constructor(kafka: KafkaPort, producer: HasHealth, consumer: HasHealth | undefined) {
    this.kafka = kafka;
    this.parts = consumer ? [producer, consumer] : [producer];
  }

  /** Answers within two seconds, whatever the broker does. */
  async check(): Promise<Health> {
    const parts = this.parts.map((part) => part.health());
    const down = parts.find(({ status }) => status === 'down');
    if (down) return down;
    const noAnswer = 'no broker answers';
    const reason = await Promise.race([
      this.kafka.ping().then(
        () => undefined,
        (error: unknown) => (error instanceof SafeError ? error.message : noAnswer),
      ),
      wait(pingTimeoutMs, noAnswer, { ref: false }),
    ]);
    if (reason !== undefined) return { status: 'down', reason };
    return parts.find(({ detail }) => detail !== undefined) ?? { status: 'up' };
  }
}
