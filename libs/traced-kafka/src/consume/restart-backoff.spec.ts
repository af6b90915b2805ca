import { RestartBackoff } from './restart-backoff.ts';

const pauses = (backoff: RestartBackoff, count: number) =>
  Array.from({ length: count }, () => backoff.crashed(0, 0));

describe('the pause before a crashed consumer is replaced', () => {
  it('grows from 1 s to a minute, half of it random', () => {
    expect(pauses(new RestartBackoff(), 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    const backoff = new RestartBackoff();
    expect([backoff.crashed(0, 1), ...Array.from({ length: 9 }, () => backoff.crashed(0, 1))].at(-1)).toBe(
      60_000,
    );
  });

  it('grows also when every consumer joins before it crashes', () => {
    const backoff = new RestartBackoff();
    const joined = [0, 1, 2].map(() => {
      backoff.joined(0);
      return backoff.crashed(500, 0);
    });
    expect(joined).toEqual([1_000, 2_000, 4_000]);
  });

  it('starts over after a record is done, or after a consumer was a member for more than five minutes', () => {
    const backoff = new RestartBackoff();
    pauses(backoff, 4);
    backoff.progressed();
    expect(pauses(backoff, 2)).toEqual([1_000, 2_000]);
    backoff.joined(0);
    expect(backoff.crashed(300_001, 0)).toBe(1_000);
  });
});
