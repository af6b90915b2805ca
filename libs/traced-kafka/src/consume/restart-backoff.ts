// How long to wait before a crashed consumer is replaced. Pure. Joining the group is no progress: a record that the client
// cannot decode crashes every consumer right after it has joined.
const minPauseMs = 1_000;
const maxPauseMs = 60_000;
/** A consumer that has been a member for this long works, even if there was nothing to read. */
const stableAfterMs = 5 * maxPauseMs;

export class RestartBackoff {
  private joinedAtMs: number | undefined;
  /** Crashes since the last progress. */
  failures = 0;

  /** By the monotonic clock. */
  joined(nowMs: number): void {
    this.joinedAtMs ??= nowMs;
  }

  /** A record is done. */
  progressed(): void {
    this.failures = 0;
  }

  /** Returns the pause before the next consumer: doubles from 1 s to 60 s, then takes 50 to 100 % of that. */
  crashed(nowMs: number, random: number): number {
    if (this.joinedAtMs !== undefined && nowMs - this.joinedAtMs > stableAfterMs) this.failures = 0;
    this.joinedAtMs = undefined;
    this.failures++;
    const ceiling = Math.min(minPauseMs * 2 ** Math.min(this.failures, 10), maxPauseMs);
    return Math.round(ceiling * (0.5 + random / 2));
  }
}
