// The sending order: mostly by event time, with some late and some duplicates.
import type { Random } from './random.ts';

const latestPlaces = 50;

/** `inOrder` with a share `late` moved up to 50 places back, and later copies of a share `duplicates`. */
export function sendingOrder<T>(
  random: Random,
  inOrder: readonly T[],
  { late, duplicates }: { late: number; duplicates: number },
): T[] {
  const later = () => random.integer(1, latestPlaces);
  const places = inOrder.flatMap((item, index) => {
    const place = index + (random.chance(late) ? later() : 0);
    const first = { item, place };
    return random.chance(duplicates) ? [first, { item, place: place + later() }] : [first];
  });
  // A stable sort: equal places keep the order of events.
  return places.sort((a, b) => a.place - b.place).map(({ item }) => item);
}
