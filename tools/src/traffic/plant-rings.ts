// Rings to be found: money returns to its payer through one to five accounts within an hour, and little of it is kept.

import { defaultThresholds } from '../reference/thresholds.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Scenario } from './draft.ts';
import { closed, payAlong } from './payments.ts';
import type { Population } from './population.ts';
import type { Random } from './random.ts';

const { windowMs, keepPercent } = defaultThresholds.ring;
const bookedInAnyOrder = 0.3;

/** How many accounts the n-th planted ring has: mostly 3 to 5. */
export function ringSize(index: number): number {
  const sizes = [3, 4, 5, 2, 3, 4, 5, 6];
  return sizes[index % sizes.length] as number;
}

/** With `sharedCard` its first two hops also use one card and one device. */
export function plantRing(
  random: Random,
  population: Population,
  { size, sharedCard }: { size: number; sharedCard: boolean },
): Scenario {
  const currency = pickCurrency(random);
  const payments = payAlong(
    closed(population.takeCustomers(size, currency)),
    hopTimes(random, size, sharedCard),
    forwardedAmounts(random, size, drawAmountMinor(random, currency, 1_800, 0.5)),
  );
  const findings: Scenario['findings'] = [{ rule: 'ring', members: payments }];
  if (sharedCard) {
    const pair = payments.slice(0, 2);
    const { card, device } = population.newCardAndDevice();
    for (const payment of pair) Object.assign(payment, { card, device });
    findings.push({ rule: 'shared-card-and-device', members: pair });
  }
  return { kind: 'ring', payments, findings };
}

/** Times within an hour, mostly ascending; sometimes spanning exactly an hour, or with two hops in the same millisecond. */
function hopTimes(random: Random, hops: number, quickStart: boolean): number[] {
  const spanMs = random.chance(0.1) ? windowMs : random.integer(300_000, windowMs);
  const times = random.steps(0, spanMs, hops);
  if (quickStart) {
    times[1] = random.integer(0, defaultThresholds['shared-card-and-device'].windowMs);
    return times;
  }
  if (random.chance(0.1)) times[1] = 0;
  times.sort((a, b) => a - b);
  return random.chance(bookedInAnyOrder) ? shuffled(random, times) : times;
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const places = items.map((item) => ({ item, place: random.next() }));
  return places.sort((a, b) => a.place - b.place).map(({ item }) => item);
}

/** Each hop keeps at most a tenth (a fifth in every fourth ring), but always something, so that nothing is an exact return. */
function forwardedAmounts(random: Random, hops: number, firstMinor: number): number[] {
  const minShare = random.chance(0.25) ? keepPercent / 100 : 0.9;
  const amounts = [firstMinor];
  while (amounts.length < hops) {
    const beforeMinor = amounts.at(-1) as number;
    // Rounded up, so that rounding never pushes a hop below the minimum.
    amounts.push(Math.min(beforeMinor - 1, Math.ceil(beforeMinor * random.between(minShare, 1))));
  }
  return amounts;
}
