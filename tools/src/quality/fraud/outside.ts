// A small share of every typology is planted so that no rule can see it: too slow, too few, or in another shape. Those
// that only fail a threshold by a little are not among them: they come from the ordinary variation of sizes and times.
import type { Random } from '../../traffic/random.ts';

const share = 0.04;

/** Why this one is beyond the rules, for one in twenty-five; else undefined. */
export function drawOutside<T extends string>(random: Random, reasons: readonly T[]): T | undefined {
  return random.chance(share) ? random.pick(reasons) : undefined;
}
