import { Random } from './random.ts';

const draw = (count: number, one: () => number) => Array.from({ length: count }, one);

describe('Random', () => {
  it('gives the same numbers for the same seed only', () => {
    const numbers = (seed: number) => {
      const random = new Random(seed);
      return draw(20, () => random.next());
    };
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });

  it('is uniform in [0, 1)', () => {
    const random = new Random(1);
    const numbers = draw(10_000, () => random.next());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.filter((number) => number < 0.25).length).toBeGreaterThan(2_300);
    expect(numbers.filter((number) => number < 0.25).length).toBeLessThan(2_700);
  });

  it('draws integers from the whole range, both ends included', () => {
    const random = new Random(2);
    expect(new Set(draw(200, () => random.integer(3, 5)))).toEqual(new Set([3, 4, 5]));
  });

  it('prefers the first items when skewed, but reaches the last', () => {
    const random = new Random(3);
    const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const drawn = draw(5_000, () => random.pickSkewed(items));
    const count = (item: number) => drawn.filter((one) => one === item).length;
    expect(count(0)).toBeGreaterThan(4 * count(9));
    expect(count(9)).toBeGreaterThan(0);
  });

  it('draws log-normal amounts around the given median', () => {
    const random = new Random(4);
    const amounts = draw(5_001, () => random.logNormal(1_000, 1)).sort((a, b) => a - b);
    expect(amounts[2_500]).toBeGreaterThan(900);
    expect(amounts[2_500]).toBeLessThan(1_100);
    expect(Math.min(...amounts)).toBeGreaterThan(0);
  });

  it('cuts a span into rising steps that include both ends', () => {
    const steps = new Random(5).steps(100, 200, 5);
    expect(steps).toHaveLength(5);
    expect([steps[0], steps[4]]).toEqual([100, 200]);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});
