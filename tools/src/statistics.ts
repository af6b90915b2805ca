// Medians, ratios, percentiles and histograms. Pure.
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

/** NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
    : (sorted[Math.floor(middle)] as number);
}

export interface PairRatios {
  /** Median of the ratios of the pairs, each of which ran within seconds of each other. */
  median: number;
  least: number;
  most: number;
  ratios: number[];
}

/** `first[i] / second[i]`; both have the same length. */
export function pairRatios(first: readonly number[], second: readonly number[]): PairRatios {
  const ratios = first.map((value, index) => value / (second[index] ?? Number.NaN));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios), ratios };
}

/** Rounds to significant digits. */
export function significant(value: number, digits = 3): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}

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

/** All NaN, except the count, if there are no values. */
export function summariseLatencies(valuesMs: readonly number[]): LatencySummary {
  const sorted = valuesMs.toSorted((a, b) => a - b);
  const at = (percent: number) => atRank(sorted, percent);
  return { count: sorted.length, p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

function atRank(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/**
 * An HDR histogram of microseconds, as base64 of the compressed V2 form, which plotters on hdrhistogram.org read. Small
 * enough to store, exact enough for any percentile. Values of 0 or less count as one microsecond.
 */
export function toHdrHistogram(valuesMs: readonly number[]): string {
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  for (const value of valuesMs) histogram.recordValue(Math.max(1, Math.round(value * 1_000)));
  return encodeIntoCompressedBase64(histogram);
}
