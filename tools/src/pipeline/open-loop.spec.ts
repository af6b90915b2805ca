import { dueAfter, dueAtMs } from './open-loop.ts';

it.each([
  [0, 1],
  [9.9, 1],
  [10, 2],
  [1_000, 101],
  [60_000, 500],
])('after %d ms at 100 per second, %d of 500 are due', (elapsedMs, due) => {
  expect(dueAfter(elapsedMs, 100, 500)).toBe(due);
});

it('makes each number due at its own time', () => {
  for (const index of [0, 1, 7, 499]) {
    const atMs = dueAtMs(index, 250);
    expect(dueAfter(atMs + 0.001, 250, 1_000)).toBe(index + 1);
  }
});
