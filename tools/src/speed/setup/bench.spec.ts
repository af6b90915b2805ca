import { RunClock, timeLeft } from './bench.ts';

const plan = { a: 30, b: 60, c: 10 };

it('gives each measure its share of the remaining time', () => {
  let nowMs = 0;
  const clock = new RunClock(50, plan, () => nowMs);
  // given half of the time that was planned
  expect(clock.begin(['a', 'b', 'c'])).toBe(true);
  nowMs = 7_499;
  expect(clock.hasTime(0.5)).toBe(true);
  nowMs = 7_500;
  expect(clock.hasTime(0.5)).toBe(false);
  nowMs = 14_999;
  expect(clock.hasTime()).toBe(true);
  nowMs = 15_000;
  expect(clock.hasTime()).toBe(false);
  // when the first took longer, then the others share the rest
  nowMs = 43_000;
  expect(clock.begin(['c'])).toBe(true);
  nowMs = 49_999;
  expect(clock.hasTime()).toBe(true);
});

it('does not begin a measure that cannot finish in time', () => {
  let nowMs = 0;
  const clock = new RunClock(50, plan, () => nowMs);
  nowMs = 31_000;
  expect(clock.begin(['b', 'c'])).toBe(false);
  expect(clock.begin(['c'])).toBe(true);
});

it.each([
  [['a'], 'about 10 s left'],
  [['a', 'b'], 'about 70 s left'],
  [['a', 'b', 'c'], 'about 6 min left'],
] as const)('%j: %s', (parts, text) => {
  expect(timeLeft(parts, { a: 4, b: 66, c: 300 })).toBe(text);
});
