// The order in which clients send: mostly event-time order, with some late and some duplicates.
import type { Random } from './random.ts';

const maxDelay = 50;

/** Delays the share `late` by up to 50 positions, and repeats the share `duplicates` up to 50 positions later. */
export function sendingOrder<T>(
  random: Random,
  inOrder: readonly T[],
  { late, duplicates }: { late: number; duplicates: number },
): T[] {
  const later = () => random.integer(1, maxDelay);
  const places = inOrder.flatMap((item, index) => {
    const place = index + (random.chance(late) ? later() : 0);
    const first = { item, place };
    return random.chance(duplicates) ? [first, { item, place: place + later() }] : [first];
  });
  // The sort is stable: equal positions keep event-time order.
  return places.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
