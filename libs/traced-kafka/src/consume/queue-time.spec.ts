import { isPlausibleTimestamp, queueTimeMs } from './queue-time.ts';

const now = Date.parse('2026-08-01T12:00:00Z');
const year = 365 * 24 * 3_600_000;

describe('the time that a record waited', () => {
  it.each([
    ['a second', now - 1_000, 1_000],
    ['five years, as in a replay', now - 5 * year, 5 * year],
    ['not at all, when the producer’s clock is a little ahead', now + 60_000, 0],
  ])('is %s', (_what, timestampMs, waitedMs) => {
    expect(isPlausibleTimestamp(timestampMs, now)).toBe(true);
    expect(queueTimeMs(timestampMs, now)).toBe(waitedMs);
  });

  it.each([
    ['missing', -1],
    ['zero', 0],
    ['in seconds', now / 1_000],
    ['in microseconds', now * 1_000],
    ['an hour ahead', now + 3_600_000],
    ['not a number', Number.NaN],
  ])('is unknown and counts as none when the timestamp is %s', (_what, timestampMs) => {
    expect(isPlausibleTimestamp(timestampMs, now)).toBe(false);
    expect(queueTimeMs(timestampMs, now)).toBe(0);
  });
});
