// Keeps a run within its time on slow machines: measures repeat less often, and the last ones may be skipped.

export class RunClock<Name extends string> {
  private readonly endMs: number;
  private readonly seconds: Record<Name, number>;
  private readonly now: () => number;
  private measureBeginMs = 0;
  private measureEndMs = Number.POSITIVE_INFINITY;

  /** `seconds`: the planned time per measure. */
  constructor(limitSeconds: number, seconds: Record<Name, number>, now: () => number = Date.now) {
    this.now = now;
    this.endMs = now() + limitSeconds * 1_000;
    this.seconds = seconds;
  }

  /**
   * Begins the first of these measures, which gets its share of the remaining time. Returns false if less than a third of
   * its planned time is left: no result is better than a bad one.
   */
  begin(measures: readonly Name[]): boolean {
    const leftMs = this.endMs - this.now();
    const planned = measures.reduce((sum, name) => sum + this.seconds[name], 0);
    const own = this.seconds[measures[0] as Name];
    this.measureBeginMs = this.now();
    this.measureEndMs = this.measureBeginMs + Math.max(0, (leftMs * own) / planned);
    return leftMs / 1_000 > own / 3;
  }

  /** Whether the current measure has used less than this share of its time. */
  hasTime(share = 1): boolean {
    return this.now() < this.measureBeginMs + (this.measureEndMs - this.measureBeginMs) * share;
  }
}

/** Pure: the expected duration of these parts, as text. */
export function timeLeft<Name extends string>(parts: readonly Name[], seconds: Record<Name, number>): string {
  const total = parts.reduce((sum, name) => sum + seconds[name], 0);
  if (total < 90) return `about ${Math.max(10, Math.round(total / 10) * 10)} s left`;
  return `about ${Math.round(total / 60)} min left`;
}
