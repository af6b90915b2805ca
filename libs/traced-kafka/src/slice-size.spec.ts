import { nextSliceSize } from './slice-size.ts';

const limits = { minRecords: 10, maxRecords: 100, targetMs: 100 };

describe('the size of the next slice', () => {
  it('grows while slices are full and quick', () => {
    expect(nextSliceSize(20, 20, 50, limits)).toBe(30);
    expect(nextSliceSize(95, 95, 50, limits)).toBe(100);
  });

  it('stays when there was no backlog to fill it, or when it takes about as long as it should', () => {
    expect(nextSliceSize(20, 7, 50, limits)).toBe(20);
    expect(nextSliceSize(20, 20, 150, limits)).toBe(20);
  });

  it('halves when a slice took far too long, but not below the smallest', () => {
    expect(nextSliceSize(80, 80, 201, limits)).toBe(40);
    expect(nextSliceSize(12, 12, 5_000, limits)).toBe(10);
  });
});
