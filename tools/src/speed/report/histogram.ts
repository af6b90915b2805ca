// Latencies as an HDR histogram of microseconds, in its standard text form: small enough to be stored, exact enough to
// draw any percentile from, and known to the plotters of hdrhistogram.org. Pure.
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

/** Base64 of the compressed V2 form; values of 0 or less count as one microsecond. */
export function toHdrHistogram(valuesMs: readonly number[]): string {
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  for (const value of valuesMs) histogram.recordValue(Math.max(1, Math.round(value * 1_000)));
  return encodeIntoCompressedBase64(histogram);
}
