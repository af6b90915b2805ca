// A pattern is one thing that somebody does, in a few payments. Every builder of fraud/ and innocent/ returns one.
import type { Scene } from './economy.ts';
import type { PlannedPayment } from './payments.ts';
import type { Random } from './random.ts';

export interface Pattern {
  payments: PlannedPayment[];
  /** Payments that criminals add to distract: finding them is not required, flagging them is no mistake. */
  camouflage?: PlannedPayment[];
  /** Why no rule can see it, for patterns that are meant to be out of reach. */
  outside?: string | undefined;
}

export type Build = (scene: Scene) => Pattern;

const outsideShare = 0.04;

/**
 * The reason why this pattern is out of reach of every rule (too slow, too few, another shape), for one in twenty-five;
 * else undefined. Near misses are not counted as such: they come from the ordinary variation of sizes and times.
 */
export function drawOutside<T extends string>(random: Random, reasons: readonly T[]): T | undefined {
  return random.chance(outsideShare) ? random.pick(reasons) : undefined;
}
