import { UsageError } from '../arguments.ts';
import { readReconcileArguments } from './reconcile-arguments.ts';

const nowMs = Date.parse('2026-05-02T12:00:00Z');
const read = (...words: string[]) => readReconcileArguments(words, nowMs);

describe('readReconcileArguments', () => {
  it('looks at a day by default, and leaves the last minutes to payments in flight', () => {
    expect(read()).toEqual({
      ...{ sinceMs: nowMs - 86_400_000, untilMs: nowMs - 300_000 },
      ...{ repair: false, ratePerSecond: 50, limit: 20, json: false },
    });
  });

  it('reads every flag', () => {
    const window = ['--since', '2026-05-01T00:00:00Z', '--until', '2h'];
    expect(read(...window, '--repair', '--rate', '5', '--limit', '0', '--json')).toEqual({
      ...{ sinceMs: Date.parse('2026-05-01T00:00:00Z'), untilMs: nowMs - 7_200_000 },
      ...{ repair: true, ratePerSecond: 5, limit: 0, json: true },
    });
    expect(read('-h')).toBe('help');
  });

  it.each([
    [['--since', '5m'], /--since must be before --until/],
    [['--until', 'canary'], /--until takes a time/],
    [['--rate', '0'], /--rate takes a whole number from 1/],
    [['canary'], /flag/],
    [['--canary'], /unknown flag/],
  ])('refuses %j without repeating it', (words, message) => {
    expect(() => read(...words)).toThrow(UsageError);
    expect(() => read(...words)).toThrow(message);
    expect(() => read(...words)).not.toThrow(/canary/);
  });
});
