import { percentile, summariseLatencies } from './percentiles.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentiles', () => {
  it('are values that occurred, by nearest rank, whatever the order', () => {
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 95)).toBe(95);
    expect(percentile([10, 2], 50)).toBe(2);
    expect(percentile([10, 2], 51)).toBe(10);
    expect(percentile([7], 0)).toBe(7);
  });

  it('summarise numbers as numbers, not as text', () => {
    expect(summariseLatencies([9, 10, 100])).toEqual({ count: 3, p50: 10, p95: 100, p99: 100, max: 100 });
  });

  it('of nothing are not a number', () => {
    expect(summariseLatencies([])).toEqual({ count: 0, p50: NaN, p95: NaN, p99: NaN, max: NaN });
  });
});
