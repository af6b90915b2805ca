// Numbers of many runs to one, with how far they lie apart. Pure.

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
    : (sorted[Math.floor(middle)] as number);
}

export interface PairRatios {
  /** Median of the ratios of each pair, which saw the same machine within seconds of each other. */
  median: number;
  least: number;
  most: number;
  ratios: number[];
}

/** `first[i] / second[i]`; both have the same length. */
export function pairRatios(first: readonly number[], second: readonly number[]): PairRatios {
  const ratios = first.map((value, index) => value / (second[index] ?? Number.NaN));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios), ratios };
}

/** To so many significant digits, as a number. */
export function significant(value: number, digits = 3): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}
