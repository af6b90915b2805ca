// Rings to be found: money returns to its payer through two to four others within an hour, little of it kept.
import type { Random } from '../random.ts';
import { closed, payAlong } from './circles.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Draft, Scenario } from './draft.ts';
import type { Population } from './population.ts';

const windowMs = 3_600_000;
const leastOfLargest = 0.8;

/** One ring that starts at `startAtMs`. With `sharedCard` its first two hops also use one card and one device. */
export function plantRing(
  random: Random,
  population: Population,
  startAtMs: number,
  { size, sharedCard }: { size: number; sharedCard: boolean },
): Scenario {
  const currency = pickCurrency(random);
  const accounts = population.takeCustomers(size, currency);
  const payments = payAlong(
    closed(accounts),
    hopTimes(random, startAtMs, size, sharedCard),
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

/** Rising times within the hour; now and then exactly an hour, or two hops in the same millisecond. */
function hopTimes(random: Random, startAtMs: number, hops: number, quickStart: boolean): number[] {
  const spanMs = random.chance(0.1) ? windowMs : random.integer(300_000, windowMs);
  const times = random.steps(startAtMs, startAtMs + spanMs, hops);
  if (quickStart) times[1] = startAtMs + random.integer(0, 240_000);
  else if (random.chance(0.1)) times[1] = startAtMs;
  return times.sort((a, b) => a - b);
}

/** Each hop keeps at most a tenth, and never so much that the last is below 80 % of the first. */
function forwardedAmounts(random: Random, hops: number, firstMinor: number): number[] {
  const leastPerHop = Math.max(0.9, leastOfLargest ** (1 / (hops - 1)));
  const amounts: Draft['amountMinor'][] = [firstMinor];
  while (amounts.length < hops) {
    // Rounded up: rounding must not push a hop below the least that counts.
    amounts.push(Math.ceil((amounts.at(-1) as number) * random.between(leastPerHop, 1)));
  }
  return amounts;
}
