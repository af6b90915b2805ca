// How long a record waited, from a timestamp that its producer set and that may be wrong: none (-1), 0, in seconds, or in the
// future. Wrong ones count as no wait: as they are, they would make spans of decades and ruin the sums of metrics. Pure.

/** September 2001. In seconds, no timestamp reaches it before the year 33,000. */
const earliestMs = 1_000_000_000_000;
/** Clocks of producers and consumers may differ by this much. */
const maxClockSkewMs = 5 * 60_000;

export function isPlausibleTimestamp(timestampMs: number, nowMs: number): boolean {
  return timestampMs >= earliestMs && timestampMs <= nowMs + maxClockSkewMs;
}

/** 0 for a timestamp that is implausible or in the future. */
export function queueTimeMs(timestampMs: number, nowMs: number): number {
  return isPlausibleTimestamp(timestampMs, nowMs) ? Math.max(0, nowMs - timestampMs) : 0;
}
