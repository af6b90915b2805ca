// Random sizes, times and amounts. Pure except for the state of `random`.

import { drawAmountMinor } from '../../traffic/currency.ts';
import type { Random } from '../../traffic/random.ts';
import type { Scene } from './plan.ts';

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** A log-normal integer around `median`, clamped to [min, max]. */
export function drawCount(random: Random, median: number, sigma: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.round(random.logNormal(median, sigma))));
}

/** A duration, log-normal around `medianMs`. */
export function drawMs(random: Random, medianMs: number, sigma: number): number {
  return Math.round(random.logNormal(medianMs, sigma));
}

/** A key of `weights`, drawn by weight. */
export function pickWeighted<T extends string>(random: Random, weights: Record<T, number>): T {
  const entries = Object.entries(weights) as [T, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return (entries.at(-1) as [T, number])[0];
}

/** As `pickWeighted`, for numbers. */
export const pickNumber = (random: Random, weights: Record<number, number>) =>
  Number(pickWeighted(random, weights as Record<string, number>));

/** A log-normal amount; `median` is in euros or the equivalent. */
export function drawAmount(
  { random, currency }: Pick<Scene, 'random' | 'currency'>,
  median: number,
  sigma: number,
): number {
  return drawAmountMinor(random, currency, median, sigma);
}

/** Rounded as people do: to 5, 10 or 50 major units, unless it is small. */
export function rounded(random: Random, amountMinor: number): number {
  const unit = amountMinor >= 50_000 ? 5_000 : amountMinor >= 5_000 ? 1_000 : 500;
  return random.chance(0.6) ? Math.max(unit, Math.round(amountMinor / unit) * unit) : amountMinor;
}

/** `count` moments from startAtMs on, the gaps between them log-normal. */
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

/** `count` moments anywhere in [startAtMs, startAtMs + spanMs], in rising order. */
export function scatterMoments(random: Random, startAtMs: number, spanMs: number, count: number): number[] {
  return Array.from({ length: count }, () => startAtMs + random.integer(0, Math.max(0, spanMs))).sort(
    (a, b) => a - b,
  );
}

// How busy each hour of the day is, from midnight on.
const hourWeights = [2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 11, 12, 11, 10, 10, 11, 12, 13, 13, 12, 10, 7, 4];
const busiest = Math.max(...hourWeights);

/** A moment of the span, more likely in busy hours than in the night. */
export function drawTimeOfDay(random: Random, startAtMs: number, spanMs: number): number {
  for (;;) {
    const atMs = startAtMs + random.integer(0, spanMs);
    const weight = hourWeights[new Date(atMs).getUTCHours()] as number;
    if (random.chance(weight / busiest)) return atMs;
  }
}
