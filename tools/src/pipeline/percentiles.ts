// Latencies in a few numbers. Pure.

export interface LatencySummary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** The smallest value that at least `percent` % of the values do not exceed (nearest rank); NaN for no values. */
export function percentile(values: readonly number[], percent: number): number {
  return atRank(
    values.toSorted((a, b) => a - b),
    percent,
  );
}

/** All NaN but the count when there are no values. */
export function summariseLatencies(valuesMs: readonly number[]): LatencySummary {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (percent: number) => atRank(sorted, percent);
  return { count: sorted.length, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

function atRank(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}
