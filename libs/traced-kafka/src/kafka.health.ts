// Readiness of everything Kafka in this process: a broker answers, what was sent lately was acknowledged, the consumer is a
// member of its group, and the topics are what they must be.
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
  private readonly kafka: Pick<KafkaPort, 'ping'>;
  private readonly parts: HasHealth[];

  constructor(kafka: Pick<KafkaPort, 'ping'>, parts: HasHealth[]) {
    this.kafka = kafka;
    this.parts = parts;
  }

  /** Answers within two seconds, whatever the broker does. */
  async check(): Promise<Health> {
    const parts = this.parts.map((part) => part.health());
    const reasons = parts.flatMap(({ status, reason }) => (status === 'down' && reason ? [reason] : []));
    if (reasons.length > 0) return { status: 'down', reason: reasons.join('; ') };
    const noAnswer = 'no broker answers';
    const reason = await Promise.race([
      this.kafka.ping().then(
        () => undefined,
        (error: unknown) => (error instanceof SafeError ? error.message : noAnswer),
      ),
      wait(pingTimeoutMs, noAnswer, { ref: false }),
    ]);
    if (reason !== undefined) return { status: 'down', reason };
    const details = parts.flatMap(({ detail }) => detail ?? []);
    return details.length === 0 ? { status: 'up' } : { status: 'up', detail: details.join('; ') };
  }
}
