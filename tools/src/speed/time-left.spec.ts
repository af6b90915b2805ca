import { timeLeft } from './time-left.ts';

it.each([
  [['a'], 'about 10 s left'],
  [['a', 'b'], 'about 70 s left'],
  [['a', 'b', 'c'], 'about 6 min left'],
] as const)('%j: %s', (parts, text) => {
  expect(timeLeft(parts, { a: 4, b: 66, c: 300 })).toBe(text);
});
