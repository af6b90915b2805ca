// Draws sizes, times, amounts and currencies. Pure except for the state of `random`.
import type { Random } from './random.ts';

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** `share` of the accounts; `scale`: minor units that buy what one euro buys. Yen have no minor unit. */
export const currencies = [
  { code: 'EUR', share: 0.55, scale: 100 },
  { code: 'USD', share: 0.25, scale: 110 },
  { code: 'GBP', share: 0.12, scale: 85 },
  { code: 'JPY', share: 0.08, scale: 160 },
] as const;
export type Currency = (typeof currencies)[number];

export function pickCurrency(random: Random): Currency {
  let left = random.next();
  for (const currency of currencies) {
    left -= currency.share;
    if (left < 0) return currency;
  }
  return currencies[0];
}

/** A log-normal amount in minor units, at least 1. `median` is in euros, or what buys as much. */
export function drawAmount(
  { random, currency }: { random: Random; currency: Currency },
  median: number,
  sigma: number,
): number {
  return Math.max(1, Math.round(random.logNormal(median, sigma) * currency.scale));
}

/** Rounds as people do: to 5, 10 or 50 of the currency's major unit, unless the amount is small. */
export function rounded(random: Random, amountMinor: number): number {
  const unit = amountMinor >= 50_000 ? 5_000 : amountMinor >= 5_000 ? 1_000 : 500;
  return random.chance(0.6) ? Math.max(unit, Math.round(amountMinor / unit) * unit) : amountMinor;
}

/** An integer, log-normal around `median`, clamped to [min, max]. */
export function drawCount(random: Random, median: number, sigma: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.round(random.logNormal(median, sigma))));
}

/** A duration, log-normal around `medianMs`. */
export function drawMs(random: Random, medianMs: number, sigma: number): number {
  return Math.round(random.logNormal(medianMs, sigma));
}

/** A key of `weights`, with probability proportional to its weight. */
export function pickWeighted<T extends string>(random: Random, weights: Record<T, number>): T {
  const entries = Object.entries(weights) as [T, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return (entries.at(-1) as [T, number])[0];
}

/** Like `pickWeighted`, for numeric keys. */
export const pickNumber = (random: Random, weights: Record<number, number>) =>
  Number(pickWeighted(random, weights as Record<string, number>));

/** `count` moments from startAtMs on, with log-normal gaps. */
export function drawMoments(
  random: Random,
  startAtMs: number,
  count: number,
  medianGapMs: number,
  sigma: number,
): number[] {
  let atMs = startAtMs;
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) atMs += drawMs(random, medianGapMs, sigma);
    return atMs;
  });
}

/** `count` uniform moments in [startAtMs, startAtMs + spanMs], in rising order. */
export function scatterMoments(random: Random, startAtMs: number, spanMs: number, count: number): number[] {
  return Array.from({ length: count }, () => startAtMs + random.integer(0, Math.max(0, spanMs))).sort(
    (a, b) => a - b,
  );
}

// How busy each hour of the day is, from midnight on.
const hourWeights = [2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 11, 12, 11, 10, 10, 11, 12, 13, 13, 12, 10, 7, 4];
const busiest = Math.max(...hourWeights);

/** A moment of the span; busy hours are more likely than the night. */
export function drawTimeOfDay(random: Random, startAtMs: number, spanMs: number): number {
  for (;;) {
    const atMs = startAtMs + random.integer(0, spanMs);
    const weight = hourWeights[new Date(atMs).getUTCHours()] as number;
    if (random.chance(weight / busiest)) return atMs;
  }
}

const outsideShare = 0.04;

/**
 * The reason why this pattern is out of reach of every rule (too slow, too few, another shape), for one in twenty-five;
 * else undefined. Near misses are not counted as such: they come from the ordinary variation of sizes and times.
 */
export function drawOutside<T extends string>(random: Random, reasons: readonly T[]): T | undefined {
  return random.chance(outsideShare) ? random.pick(reasons) : undefined;
}
