// Keeps a consumer's membership alive while a batch is being worked on: the client itself sends heartbeats only
// between batches, and a member that is silent loses its partitions in the middle of the work.
import type { PartitionBatch } from '../client/kafka-port.ts';

export class Heartbeats {
  private readonly batch: PartitionBatch;
  private readonly timer: NodeJS.Timeout;
  /** The client's own error; only the client knows how to act on it. */
  private lost: { error: unknown } | undefined;

  constructor(batch: PartitionBatch, intervalMs: number) {
    this.batch = batch;
    this.timer = setInterval(() => {
      batch.heartbeat().catch((error: unknown) => {
        this.lost ??= { error };
      });
    }, intervalMs);
  }

  /** True when no further batch may be started. */
  isAbandoned(): boolean {
    return this.lost !== undefined || this.batch.isAbandoned();
  }

  /** Between batches. Rejects with the client's error if the membership was lost meanwhile. */
  async beat(): Promise<void> {
    this.throwIfLost();
    await this.batch.heartbeat();
  }

  throwIfLost(): void {
    if (this.lost) throw this.lost.error;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
