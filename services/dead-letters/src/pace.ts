// How fast a task sends. Pure.

/** Beyond about 130 links a span loses them all, and a batch is what a killed process leaves unknown. */
const maxBatch = 100;

/** About four batches a second. */
export function batchSize(ratePerSecond: number): number {
  return Math.min(maxBatch, Math.max(1, Math.ceil(ratePerSecond / 4)));
}

/** How long to wait before more may be sent, so that no second sees more than the rate on average. */
export function pauseMs(sent: number, ratePerSecond: number, elapsedMs: number): number {
  return Math.max(0, (sent / ratePerSecond) * 1_000 - elapsedMs);
}
