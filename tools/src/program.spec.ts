import { progressLine } from './program.ts';

describe('progressLine', () => {
  it.each([
    [0, '░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0 %  0 of 2,000'],
    [1_000, '███████████████░░░░░░░░░░░░░░░  50 %  1,000 of 2,000'],
    [1_999, '█████████████████████████████░  99 %  1,999 of 2,000'],
    [2_000, '██████████████████████████████ 100 %  2,000 of 2,000'],
  ])('after %d', (done, bar) => {
    expect(progressLine('sending', done, 2_000)).toBe(`   sending  ${bar}`);
  });
});
