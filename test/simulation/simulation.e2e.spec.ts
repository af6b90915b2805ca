// Real histories, on threads of their own. Needs a build.
import type { Outcome } from './history.ts';
import { runThread } from './threads.ts';

async function run(from: number, to: number) {
  const lines: string[] = [];
  const outcomes: Outcome[] = [];
  await runThread(
    { from, to, step: 1, isTraced: true, isFirstOnly: false },
    { onLine: (line) => lines.push(line), onOutcome: (outcome) => outcomes.push(outcome) },
  );
  return { lines, outcomes };
}

it('the same seeds are the same histories, step by step, and every promise holds', async () => {
  const [first, second] = await Promise.all([run(18, 28), run(18, 28)]);
  expect(second).toEqual(first);
  expect(first.lines.filter((line) => /analyzer-1 commits/.test(line)).length).toBeGreaterThan(10);
  expect(first.outcomes).toHaveLength(10);
  expect(first.outcomes.flatMap(({ violations }) => violations)).toEqual([]);
}, 600_000);
