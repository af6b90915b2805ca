import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import {
  median,
  pairRatios,
  percentile,
  significant,
  summariseLatencies,
  toHdrHistogram,
} from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('is NaN of nothing, and does not reorder its input', () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
    expect(median([])).toBeNaN();
  });
});

it('computes the ratio of each pair, not of the medians', () => {
  // given a machine that became half as fast after the first pair
  const ratios = pairRatios([100, 45, 50], [100, 50, 50]);
  // then
  expect(ratios).toEqual({ median: 1, least: 0.9, most: 1, ratios: [1, 0.9, 1] });
});

it.each([
  [1234.5, 3, 1230],
  [0.0123456, 3, 0.0123],
  [1, 3, 1],
  [0, 3, 0],
])('rounds %d to %d significant digits: %d', (value, digits, expected) => {
  expect(significant(value, digits)).toBe(expected);
});

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentiles', () => {
  it('are nearest-rank values, in any order', () => {
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 95)).toBe(95);
    expect(percentile([10, 2], 50)).toBe(2);
    expect(percentile([10, 2], 51)).toBe(10);
    expect(percentile([7], 0)).toBe(7);
  });

  it('sort numerically, not as text', () => {
    expect(summariseLatencies([9, 10, 100])).toEqual({ count: 3, p50: 10, p95: 100, p99: 100, max: 100 });
  });

  it('are NaN of nothing', () => {
    expect(summariseLatencies([])).toEqual({ count: 0, p50: NaN, p95: NaN, p99: NaN, max: NaN });
  });
});

it('can be read back within a tenth of a percent', () => {
  // given
  const valuesMs = Array.from({ length: 1_000 }, (_, index) => 0.37 * (index + 1));
  // when
  const read = decodeFromCompressedBase64(toHdrHistogram(valuesMs));
  // then
  expect(read.totalCount).toBe(1_000);
  for (const [percentile, valueMs] of [
    [50, 185],
    [99, 366.3],
    [100, 370],
  ] as const)
    expect(Math.abs(read.getValueAtPercentile(percentile) / 1_000 / valueMs - 1)).toBeLessThan(0.001);
});

it('accepts negative values from clock skew', () => {
  expect(decodeFromCompressedBase64(toHdrHistogram([-1, 0])).maxValue).toBe(1);
});
