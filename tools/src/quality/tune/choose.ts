// Which point of a grid is best for a rule. Pure.
import { maxOfALookAlike } from '../evaluate/aims.ts';
import type { Point } from './grid.ts';

/** How a rule does alone, at one point, over all tuning days. */
export interface Trial {
  point: Point;
  /** Thresholds that are not as shipped. */
  changes: number;
  /** Of the alerts of this rule. */
  precision: number | null;
  /** Patterns of its own typology that it finds itself. */
  recall: number | null;
  f1: number | null;
  /** The largest share of a class of look-alikes that it flags, and which class that is. */
  worstLookAlike: { lookAlike: string; share: number };
}

/** Less F1 than this is noise, and no reason to change what is shipped. */
const minGain = 0.005;

/**
 * The highest F1 among the points that keep every class of look-alikes below the aim; of those that are as good, the one
 * that changes the fewest thresholds. Where no point keeps them below, the one that flags the fewest.
 */
export function chooseBest(trials: readonly Trial[]): Trial {
  const allowed = trials.filter(({ worstLookAlike }) => worstLookAlike.share < maxOfALookAlike);
  const [fewest] = trials.toSorted((one, other) => one.worstLookAlike.share - other.worstLookAlike.share);
  if (fewest === undefined) throw new Error('a rule without a point to try');
  const highest = Math.max(...allowed.map(({ f1 }) => f1 ?? 0));
  const asGood = allowed.filter(({ f1 }) => (f1 ?? 0) > highest - minGain);
  const [best = fewest] = asGood.toSorted(
    (one, other) => one.changes - other.changes || (other.f1 ?? 0) - (one.f1 ?? 0),
  );
  return best;
}
