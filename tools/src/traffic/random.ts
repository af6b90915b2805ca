// Seeded random numbers: the same seed gives the same traffic on every machine.

/** mulberry32: 32 bits of state are enough for test data, but never for secrets. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer in [from, to]. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** Zipf-like: the first items are drawn far more often than the last. */
  pickSkewed<T>(items: readonly T[]): T {
    return items[Math.floor((items.length + 1) ** this.next()) - 1] as T;
  }

  /** Power law: P(index) falls with index ** (1 / exponent - 1). */
  pickByPower<T>(items: readonly T[], exponent: number): T {
    return items[Math.floor(items.length * this.next() ** exponent)] as T;
  }

  /** Log-normal around `median`: many small amounts, a few large ones. */
  logNormal(median: number, sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(sigma * normal);
  }

  /** `count` rising integers of [from, to], including both ends if `count` is 2 or more. */
  steps(from: number, to: number, count: number): number[] {
    const inner = Array.from({ length: Math.max(0, count - 2) }, () => this.integer(from, to));
    return [from, ...inner.sort((a, b) => a - b), to].slice(0, count);
  }
}
