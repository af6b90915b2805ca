import { nextBatchSize } from './batch-size.ts';

const limits = { minRecords: 10, maxRecords: 100, targetMs: 100 };

describe('nextBatchSize', () => {
  it('grows while batches are full and quick', () => {
    expect(nextBatchSize(20, 20, 50, limits)).toBe(30);
    expect(nextBatchSize(95, 95, 50, limits)).toBe(100);
  });

  it('stays the same when a batch was not full, or took about the target time', () => {
    expect(nextBatchSize(20, 7, 50, limits)).toBe(20);
    expect(nextBatchSize(20, 20, 150, limits)).toBe(20);
  });

  it('halves when a batch took far too long, but not below minRecords', () => {
    expect(nextBatchSize(80, 80, 201, limits)).toBe(40);
    expect(nextBatchSize(12, 12, 5_000, limits)).toBe(10);
  });
});
