// The currencies of the generated economy: their shares of accounts and typical amounts.
import type { Random } from './random.ts';

/** `scale`: minor units per one unit of typical purchasing power; yen have no minor unit. */
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

/** A log-normal amount in minor units, `median` in units of typical purchasing power; at least 1. */
export function drawAmountMinor(random: Random, currency: Currency, median: number, sigma = 0.9): number {
  return Math.max(1, Math.round(random.logNormal(median, sigma) * currency.scale));
}
