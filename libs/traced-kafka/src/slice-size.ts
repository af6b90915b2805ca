// How many records are handled together. Pure: grows while there is a backlog and slices are quick, halves when a
// slice takes too long, so that throughput rises under lag and a verdict does not wait when there is none.

export interface SliceLimits {
  /** Not less, however long it takes: a slice has costs of its own that a smaller one only pays more often. */
  minRecords: number;
  maxRecords: number;
  /** A slice should take about this long. */
  targetMs: number;
}

export const defaultSliceLimits: SliceLimits = { minRecords: 100, maxRecords: 500, targetMs: 300 };

/** Size of the next slice, from the size, fullness and duration of the last one. */
export function nextSliceSize(size: number, handled: number, tookMs: number, limits: SliceLimits): number {
  if (tookMs > limits.targetMs * 2) return Math.max(limits.minRecords, Math.floor(size / 2));
  const wasFull = handled >= size;
  if (wasFull && tookMs < limits.targetMs) return Math.min(limits.maxRecords, size + limits.minRecords);
  return size;
}
