// A small share of every typology is planted so that no rule can see it: too slow, too few, or in another shape. Near misses
// of a threshold are not among them; they result from the ordinary variation of sizes and times.
import type { Random } from '../../traffic/random.ts';

const share = 0.04;

/** For one in twenty-five, why it is outside the rules; otherwise undefined. */
export function drawOutside<T extends string>(random: Random, reasons: readonly T[]): T | undefined {
  return random.chance(share) ? random.pick(reasons) : undefined;
}
