import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { toHdrHistogram } from './histogram.ts';

it('can be read again, within a tenth of a percent', () => {
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

it('takes what a clock that is a little ahead makes negative', () => {
  expect(decodeFromCompressedBase64(toHdrHistogram([-1, 0])).maxValue).toBe(1);
});
