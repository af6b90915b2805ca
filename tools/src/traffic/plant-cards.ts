// Card fraud to be found: stolen cards spent or tested, and many accounts behind one device or card.

import { defaultThresholds, type RuleId } from '../reference/thresholds.ts';
import { type Currency, drawAmountMinor, pickCurrency } from './currency.ts';
import type { Build, Draft } from './draft.ts';
import { purchase } from './payments.ts';
import type { Customer, Population } from './population.ts';
import type { Random } from './random.ts';

const hourMs = 3_600_000;

interface Purchases {
  times: number[];
  /** How many accounts pay, in turn. */
  payers: number;
  amountMinor(currency: Currency): number;
  /** The card and the device of each payment, instead of the payer's own card and no device. */
  instrument(): Pick<Draft, 'card' | 'device'>;
}

/** At two merchants at least, if there are two or more payments. */
function purchases(
  random: Random,
  population: Population,
  { times, payers, amountMinor, instrument }: Purchases,
): Draft[] {
  const currency = pickCurrency(random);
  const { merchants } = population.market(currency);
  const people = population.takeCustomers(payers, currency);
  const first = random.pickSkewed(merchants);
  const others = merchants.filter((merchant) => merchant !== first);
  return times.map((atMs, index) => {
    const terms = { atMs, currency: currency.code, amountMinor: amountMinor(currency) };
    const merchant = index === 0 ? first : index === 1 ? random.pick(others) : random.pickSkewed(merchants);
    return { ...purchase(terms, people[index % payers] as Customer, merchant), ...instrument() };
  });
}

/** `count` ascending times; sometimes they span exactly the rule's window. */
function moments(random: Random, count: number, windowMs: number, minMs: number): number[] {
  const spanMs = random.chance(0.1) ? windowMs : random.integer(minMs, windowMs);
  return random.steps(0, spanMs, count);
}

/** Two to four payments with one card from one device. */
const stolenCard: Build = (random, population) => {
  const stolen = population.newCardAndDevice();
  const { windowMs, minPayees, minAmountMinor } = defaultThresholds['shared-card-and-device'];
  return purchases(random, population, {
    times: moments(random, minPayees + random.integer(0, 2), windowMs, 1_000),
    payers: 1,
    amountMinor: (currency) => Math.max(minAmountMinor, drawAmountMinor(random, currency, 240)),
    instrument: () => stolen,
  });
};

/** Accounts that pay from one device, each with its own card, or with one card, each from a device of its own. */
const manyNames: Build = (random, population) => {
  const { minAccountsPerDevice, minAccountsPerCard } = defaultThresholds['shared-identity'];
  const shared = population.newCardAndDevice();
  const byDevice = random.chance(0.6);
  const payers = (byDevice ? minAccountsPerDevice : minAccountsPerCard) + random.integer(0, 3);
  return purchases(random, population, {
    times: random.steps(0, random.integer(hourMs / 4, 2 * hourMs), payers),
    payers,
    amountMinor: (currency) => drawAmountMinor(random, currency, 60),
    instrument: () => {
      const { card, device } = population.newCardAndDevice();
      return byDevice ? { card, device: shared.device } : { card: shared.card, device };
    },
  });
};

/** One card is tested in small amounts, from changing devices. */
const triedCard: Build = (random, population) => {
  const { windowMs, minPayments, maxAmountMinor } = defaultThresholds['velocity-card'];
  const { card } = population.newCardAndDevice();
  return purchases(random, population, {
    times: moments(random, minPayments + random.integer(0, 3), windowMs, 20_000),
    payers: 1,
    amountMinor: () => random.integer(1, maxAmountMinor),
    instrument: () => ({ card, device: population.newCardAndDevice().device }),
  });
};

/** A list of cards is tested from one device in small amounts, under one or two names. */
const triedList: Build = (random, population) => {
  const { windowMs, minPayments, maxAmountMinor } = defaultThresholds['velocity-device'];
  const { device } = population.newCardAndDevice();
  return purchases(random, population, {
    times: moments(random, minPayments + random.integer(0, 3), windowMs, 20_000),
    payers: random.integer(1, 2),
    amountMinor: () => random.integer(1, maxAmountMinor),
    instrument: () => ({ card: population.newCardAndDevice().card, device }),
  });
};

/** All payments of a pattern form one finding of the rule. */
export const plantedOnCards = {
  'shared-card-and-device': stolenCard,
  'shared-identity': manyNames,
  'velocity-card': triedCard,
  'velocity-device': triedList,
} satisfies Partial<Record<RuleId, Build>>;
