// Mule accounts to be found: they collect, spread and pass on money, alone or together.

import { defaultThresholds, type RuleId } from '../reference/thresholds.ts';
import { drawAmountMinor, pickCurrency } from './currency.ts';
import type { Build } from './draft.ts';
import { payAlong, transfer } from './payments.ts';
import type { Customer } from './population.ts';
import type { Random } from './random.ts';

const minuteMs = 60_000;

const amountAround = (random: Random, amountMinor: number, minMinor = 1) =>
  Math.max(minMinor, Math.round(amountMinor * random.between(0.6, 1.4)));

/** Ascending times within an hour; sometimes they span exactly an hour. */
function withinAnHour(random: Random, count: number, windowMs: number): number[] {
  const spanMs = random.chance(0.1) ? windowMs : random.integer(windowMs / 6, windowMs);
  return random.steps(0, spanMs, count);
}

/** Several pay one, or one pays several. */
function fan(rule: 'mule-fan-in' | 'mule-fan-out', min: number): Build {
  return (random, population) => {
    const currency = pickCurrency(random);
    const [mule, ...others] = population.takeCustomers(1 + min + random.integer(0, 3), currency) as [
      Customer,
    ];
    const usualMinor = drawAmountMinor(random, currency, 300, 0.5);
    const { windowMs, minAmountMinor } = defaultThresholds[rule];
    const times = withinAnHour(random, others.length, windowMs);
    return (others as Customer[]).map((other, index) => {
      const [payer, payee] = rule === 'mule-fan-in' ? [other, mule] : [mule, other];
      const amountMinor = amountAround(random, usualMinor, minAmountMinor);
      const terms = { atMs: times[index] as number, amountMinor, currency: currency.code };
      return transfer(terms, payer, payee.account);
    });
  };
}

/** Money leaves within minutes of arriving, less a few percent. */
const passThrough: Build = (random, population) => {
  const { windowMs, keepPercent, minAmountMinor } = defaultThresholds['rapid-pass-through'];
  const currency = pickCurrency(random);
  const accounts = population.takeCustomers(3, currency);
  const waitMs = random.chance(0.1) ? windowMs : random.integer(0, windowMs);
  const amountMinor = Math.max(minAmountMinor, drawAmountMinor(random, currency, 900, 0.5));
  const handedOnMinor = Math.ceil((amountMinor * random.integer(keepPercent, 100)) / 100);
  return payAlong(accounts, [0, waitMs], [amountMinor, handedOnMinor]);
};

/** One account pays another over several at once, so that no direct payment is visible. */
const scatterGather: Build = (random, population) => {
  const { windowMs, keepPercent, minIntermediaries } = defaultThresholds['scatter-gather'];
  const currency = pickCurrency(random);
  const count = minIntermediaries + random.integer(0, 2);
  const [source, destination, ...middle] = population.takeCustomers(2 + count, currency) as [
    Customer,
    Customer,
  ];
  const usualMinor = drawAmountMinor(random, currency, 700, 0.5);
  const endAtMs = random.chance(0.1) ? windowMs : random.integer(windowMs / 3, windowMs);
  return (middle as Customer[]).flatMap((mule, index) => {
    const firstAtMs = index === 0 ? 0 : random.integer(0, 10 * minuteMs);
    const secondAtMs = index === 0 ? endAtMs : random.integer(firstAtMs, endAtMs);
    const amountMinor = amountAround(random, usualMinor);
    const handedOnMinor = Math.ceil((amountMinor * random.integer(keepPercent, 100)) / 100);
    return payAlong([source, mule, destination], [firstAtMs, secondAtMs], [amountMinor, handedOnMinor]);
  });
};

/** Several accounts pay a hub, which pays several. */
const gatherScatter: Build = (random, population) => {
  const { windowMs, minPayers, minPayees, minAmountMinor } = defaultThresholds['gather-scatter'];
  const currency = pickCurrency(random);
  const payers = minPayers + random.integer(0, 2);
  const payees = minPayees + random.integer(0, 2);
  const [hub, ...others] = population.takeCustomers(1 + payers + payees, currency) as [Customer];
  const times = withinAnHour(random, others.length, windowMs);
  const usualMinor = drawAmountMinor(random, currency, 400, 0.5);
  return (others as Customer[]).map((other, index) => {
    const [payer, payee] = index < payers ? [other, hub] : [hub, other];
    const amountMinor = amountAround(random, usualMinor, minAmountMinor);
    const terms = { atMs: times[index] as number, amountMinor, currency: currency.code };
    return transfer(terms, payer, payee.account);
  });
};

/** All payments of a pattern form one finding of the rule. */
export const plantedMules = {
  'mule-fan-in': fan('mule-fan-in', defaultThresholds['mule-fan-in'].minPayers),
  'mule-fan-out': fan('mule-fan-out', defaultThresholds['mule-fan-out'].minPayees),
  'rapid-pass-through': passThrough,
  'scatter-gather': scatterGather,
  'gather-scatter': gatherScatter,
} satisfies Partial<Record<RuleId, Build>>;
