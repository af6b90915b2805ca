// How many records a batch holds. Pure. Batches grow while there is a backlog and they are quick, and halve when one takes
// too long: throughput rises under lag, and latency stays low when there is none.

export interface BatchLimits {
  /** Never less, however long it takes: every batch has a fixed cost, which smaller batches only pay more often. */
  minRecords: number;
  maxRecords: number;
  /** A batch should take about this long. */
  targetMs: number;
}

export const defaultBatchLimits: BatchLimits = { minRecords: 100, maxRecords: 500, targetMs: 300 };

/** For handlers of single messages. */
export const oneRecordAtATime: BatchLimits = { minRecords: 1, maxRecords: 1, targetMs: 0 };

/** Size of the next batch, from the size, fullness and duration of the last one. */
export function nextBatchSize(size: number, handled: number, tookMs: number, limits: BatchLimits): number {
  if (tookMs > limits.targetMs * 2) return Math.max(limits.minRecords, Math.floor(size / 2));
  const wasFull = handled >= size;
  if (wasFull && tookMs < limits.targetMs) return Math.min(limits.maxRecords, size + limits.minRecords);
  return size;
}
