// How far a consumer group is, for who must not go on before what lies on a topic now has been worked through.
import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaPort, PartitionProgress } from '../client/kafka-port.ts';

const pollIntervalMs = 250;
/** A broker that has just started, or has just taken over a group, needs a moment before it knows the group. */
const maxUnknownMs = 10_000;

export class KafkaProgress {
  private readonly kafka: KafkaPort;

  constructor(kafka: KafkaPort) {
    this.kafka = kafka;
  }

  /**
   * Resolves with 0 once the group has finished every record that is on the topic now; when `timeoutMs` are over or `signal`
   * aborts, with the number of those that it has not. Rejects when no broker answers, or none
   * knows the group for ten seconds.
   */
  async waitUntilCaughtUp(
    groupId: string,
    topic: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<number> {
    const endMs = performance.now() + timeoutMs;
    const begin = await this.progress(groupId, topic);
    const ends = new Map(begin.map(({ partition, end }) => [partition, end]));
    for (let now = begin; ; now = await this.progress(groupId, topic)) {
      const left = leftBefore(ends, now);
      if (left === 0 || performance.now() >= endMs || signal?.aborted) return left;
      await wait(pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async progress(groupId: string, topic: string): Promise<PartitionProgress[]> {
    const endMs = performance.now() + maxUnknownMs;
    for (;;) {
      try {
        return await this.kafka.progress(groupId, topic);
      } catch (error) {
        const { retriable } = error as { retriable?: unknown };
        if (retriable !== true || performance.now() >= endMs) throw error;
        await wait(pollIntervalMs);
      }
    }
  }
}

function leftBefore(ends: Map<number, bigint>, now: PartitionProgress[]): number {
  const left = now.map(({ partition, committed }) => (ends.get(partition) ?? 0n) - committed);
  return Number(left.reduce((sum, each) => sum + (each > 0n ? each : 0n), 0n));
}
