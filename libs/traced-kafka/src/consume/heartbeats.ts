// Keeps the consumer in its group while a chunk is being processed. The client itself sends heartbeats only between
// chunks, and a member that is silent for too long loses its partitions.
import type { PartitionChunk } from '../client/kafka-port.ts';

export class Heartbeats {
  private readonly chunk: PartitionChunk;
  private readonly timer: NodeJS.Timeout;
  /** The client's own error; only the client can act on it. */
  private lost: { error: unknown } | undefined;

  constructor(chunk: PartitionChunk, intervalMs: number) {
    this.chunk = chunk;
    this.timer = setInterval(() => {
      chunk.heartbeat().catch((error: unknown) => {
        this.lost ??= { error };
      });
    }, intervalMs);
  }

  /** True when no further batch may take records of this chunk. */
  isAbandoned(): boolean {
    return this.lost !== undefined || this.chunk.isAbandoned();
  }

  /** Sends one now. Rejects with the client's error if the membership has been lost. */
  async beat(): Promise<void> {
    this.throwIfLost();
    await this.chunk.heartbeat();
  }

  throwIfLost(): void {
    if (this.lost) throw this.lost.error;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
