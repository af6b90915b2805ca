// How many records are handled together. Pure: grows while there is a backlog and batches are quick, halves when a
// batch takes too long, so that throughput rises under lag and a verdict does not wait when there is none.

export interface BatchLimits {
  /** Not less, however long it takes: a batch has costs of its own that a smaller one only pays more often. */
  minRecords: number;
  maxRecords: number;
  /** A batch should take about this long. */
  targetMs: number;
}

export const defaultBatchLimits: BatchLimits = { minRecords: 100, maxRecords: 500, targetMs: 300 };

/** Size of the next batch, from the size, fullness and duration of the last one. */
export function nextBatchSize(size: number, handled: number, tookMs: number, limits: BatchLimits): number {
  if (tookMs > limits.targetMs * 2) return Math.max(limits.minRecords, Math.floor(size / 2));
  const wasFull = handled >= size;
  if (wasFull && tookMs < limits.targetMs) return Math.min(limits.maxRecords, size + limits.minRecords);
  return size;
}
