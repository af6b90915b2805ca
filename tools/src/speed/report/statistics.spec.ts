import { median, pairRatios, significant } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is no number, and the values stay as they were', () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
    expect(median([])).toBeNaN();
  });
});

it('takes the ratio of each pair, not of the medians', () => {
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
])('%d to %d digits is %d', (value, digits, expected) => {
  expect(significant(value, digits)).toBe(expected);
});
