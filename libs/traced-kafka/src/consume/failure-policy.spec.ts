import { decideNextStep, defaultRetry } from './failure-policy.ts';

describe('decideNextStep', () => {
  it.each([1, 5, 1_000])('retries a transient failure without end (attempt %i)', (attempt) => {
    expect(decideNextStep('transient', attempt, 1, 0.5)).toMatchObject({ do: 'retry' });
  });

  it('doubles the delay with each attempt up to the limit, with at most half of it as jitter', () => {
    const delays = [1, 2, 3, 50].map((attempt) => decideNextStep('transient', attempt, 1, 0));
    expect(delays).toEqual(
      [50, 100, 200, defaultRetry.maxDelayMs / 2].map((delayMs) => ({ do: 'retry', delayMs })),
    );
    expect(decideNextStep('transient', 1, 1, 1)).toEqual({ do: 'retry', delayMs: 100 });
  });

  it('retries an unknown failure a few times, then treats it as permanent', () => {
    expect(decideNextStep('unknown', 2, 1, 0)).toMatchObject({ do: 'retry' });
    expect(decideNextStep('unknown', 3, 1, 0)).toEqual({ do: 'dead-letter' });
    expect(decideNextStep('unknown', 3, 8, 0)).toEqual({ do: 'split' });
  });

  it.each(['permanent', 'size'] as const)('splits a batch with a %s failure', (failure) => {
    expect(decideNextStep(failure, 1, 2, 0)).toEqual({ do: 'split' });
  });

  it('dead-letters a single record at once for a permanent failure, and after 20 attempts for a size failure', () => {
    expect(decideNextStep('permanent', 1, 1, 0)).toEqual({ do: 'dead-letter' });
    expect(decideNextStep('size', 10, 1, 0)).toMatchObject({ do: 'retry' });
    expect(decideNextStep('size', 20, 1, 0)).toEqual({ do: 'dead-letter' });
  });
});
