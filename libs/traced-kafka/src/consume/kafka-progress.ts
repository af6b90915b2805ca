// How far a consumer group is, and waiting until it has caught up.
import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaPort, PartitionProgress } from '../client/kafka-port.ts';

const pollIntervalMs = 250;
/** A broker that has just started, or just become the group's coordinator, needs a moment to load the group. */
const coordinatorTimeoutMs = 10_000;

export class KafkaProgress {
  private readonly kafka: KafkaPort;

  constructor(kafka: KafkaPort) {
    this.kafka = kafka;
  }

  /**
   * Resolves with 0 once the group has committed every record that is on the topic now. After `timeoutMs`, or when
   * `signal` aborts, resolves with the number of those records that are left. Rejects when no broker answers, or when
   * no broker knows the group for ten seconds.
   */
  async waitUntilCaughtUp(
    groupId: string,
    topic: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<number> {
    const deadlineMs = performance.now() + timeoutMs;
    const start = await this.progress(groupId, topic);
    const targets = new Map(start.map(({ partition, end }) => [partition, end]));
    for (let now = start; ; now = await this.progress(groupId, topic)) {
      const left = recordsLeft(targets, now);
      if (left === 0 || performance.now() >= deadlineMs || signal?.aborted) return left;
      await wait(pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Committed and end offsets of each partition. Rejects when no broker answers, or knows the group for ten seconds. */
  async progress(groupId: string, topic: string): Promise<PartitionProgress[]> {
    const deadlineMs = performance.now() + coordinatorTimeoutMs;
    for (;;) {
      try {
        return await this.kafka.progress(groupId, topic);
      } catch (error) {
        const { retriable } = error as { retriable?: unknown };
        if (retriable !== true || performance.now() >= deadlineMs) throw error;
        await wait(pollIntervalMs);
      }
    }
  }
}

/** How many records before `targets` the group has not committed. */
function recordsLeft(targets: Map<number, bigint>, now: PartitionProgress[]): number {
  const left = now.map(({ partition, committed }) => (targets.get(partition) ?? 0n) - committed);
  return Number(left.reduce((sum, each) => sum + (each > 0n ? each : 0n), 0n));
}
