// Keeps a run within its time on a slow machine: measures repeat less often, and the last may be left out.

export class RunClock<Name extends string> {
  private readonly endMs: number;
  private readonly seconds: Record<Name, number>;
  private readonly now: () => number;
  private measureBeginMs = 0;
  private measureEndMs = Number.POSITIVE_INFINITY;

  /** `seconds`: what each measure is planned to take. */
  constructor(limitSeconds: number, seconds: Record<Name, number>, now: () => number = Date.now) {
    this.now = now;
    this.endMs = now() + limitSeconds * 1_000;
    this.seconds = seconds;
  }

  /**
   * Begins the first of these measures, which gets its share of what is left. False where less is left than a third of
   * its plan: better none than a bad one.
   */
  begin(measures: readonly Name[]): boolean {
    const leftMs = this.endMs - this.now();
    const planned = measures.reduce((sum, name) => sum + this.seconds[name], 0);
    const own = this.seconds[measures[0] as Name];
    this.measureBeginMs = this.now();
    this.measureEndMs = this.measureBeginMs + Math.max(0, (leftMs * own) / planned);
    return leftMs / 1_000 > own / 3;
  }

  /** Whether the measure under way has time for one more repetition, or has not used this share of its time yet. */
  hasTime(share = 1): boolean {
    return this.now() < this.measureBeginMs + (this.measureEndMs - this.measureBeginMs) * share;
  }
}
