// Look-alikes that come as close to fraud as possible: each breaks one condition of a rule, often by the least amount.
import { defaultThresholds } from '../../reference/thresholds.ts';
import { fraud, type Typology } from '../builders.ts';
import { drawAmount, minuteMs } from '../draws.ts';
import type { Customer, Scene } from '../economy.ts';
import { type Build, type PlannedPayment, terms, transfer } from '../payments.ts';
import type { Random } from '../random.ts';

const { ring, 'shared-card-and-device': stolenCard } = defaultThresholds;

/** Just longer than `maxMs`: by a millisecond, or by minutes. */
const tooLong = (random: Random, maxMs: number, maxExtraMinutes: number) =>
  maxMs + (random.chance(0.2) ? 1 : random.integer(1, maxExtraMinutes) * minuteMs);

/** The first `count` payments of fraud, changed. */
function almost(
  typology: Typology,
  count: number,
  change: (payments: PlannedPayment[], scene: Scene) => void = () => undefined,
): Build {
  return (scene) => {
    const payments = fraud[typology](scene).payments.slice(0, count);
    change(payments, scene);
    return { payments };
  };
}

/** A ring, changed. Each hop keeps more than a tenth, which is too much for a pass-through, and less than a fifth. */
function almostRing(
  sizes: [min: number, max: number],
  change: (payments: PlannedPayment[], random: Random) => void,
): Build {
  return (scene) => {
    const { random, economy, currency, startAtMs } = scene;
    const accounts = economy.people(currency, random.integer(...sizes));
    const endAtMs = startAtMs + random.integer(20, 55) * minuteMs;
    const times = random.steps(startAtMs, endAtMs, accounts.length);
    let amountMinor = drawAmount(scene, 1_800, 0.4);
    const payments = accounts.map((payer, hop) => {
      if (hop > 0) amountMinor *= random.between(0.81, 0.88);
      const payee = accounts[(hop + 1) % accounts.length] as Customer;
      return transfer(terms(scene, times[hop] as number, amountMinor), payer, payee.account);
    });
    change(payments, random);
    return { payments };
  };
}

/** Two people lend each other the same amount and return it exactly. */
const pingPong: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const [one, other] = economy.people(currency, 2) as [Customer, Customer];
  const amountMinor = drawAmount(scene, 400, 0.5);
  const payments = random.steps(startAtMs, startAtMs + 30 * minuteMs, 4).map((atMs, index) => {
    const [payer, payee] = index % 2 === 0 ? [one, other] : [other, one];
    return transfer(terms(scene, atMs, amountMinor), payer, payee.account);
  });
  return { payments };
};

/** Spaces the payments so that each comes too late after the one before. */
function spread(payments: PlannedPayment[], gapMs: number): void {
  for (const [index, payment] of payments.entries())
    payment.atMs = (payments[0] as PlannedPayment).atMs + index * gapMs;
}

export const nearMisses = {
  'ping-pong': pingPong,
  'open-chain': almost('pass-through', 3, (payments, { random }) =>
    spread(payments, tooLong(random, defaultThresholds['rapid-pass-through'].windowMs, 8)),
  ),
  'slow-circle': almostRing([3, 5], (payments, random) => {
    const [first, last] = [payments[0], payments.at(-1)] as [PlannedPayment, PlannedPayment];
    last.atMs = first.atMs + tooLong(random, ring.windowMs, 60);
  }),
  'uneven-circle': almostRing([3, 5], (payments, random) => {
    // Not the first hop: a small first amount can be close to what the last hop returns.
    const hop = random.pick(payments.slice(1));
    hop.amountMinor = Math.floor(hop.amountMinor * random.between(0.1, 0.5));
  }),
  'seven-account-circle': almostRing([ring.maxHops + 1, ring.maxHops + 1], () => undefined),
  'two-currency-circle': almostRing([3, 5], (payments, random) => {
    const hop = random.pick(payments);
    hop.currency = hop.currency === 'EUR' ? 'USD' : 'EUR';
  }),
  // One hop buys something, by card or by transfer: that money was spent, not passed on.
  'circle-with-purchase': almostRing([3, 5], (payments, random) => {
    const hop = random.pick(payments);
    if (random.chance(0.5)) hop.type = 'card-payment';
    else hop.merchantId = `shop-${hop.payee}`;
  }),
  // One person paid for all, and the others pay back their shares: one payer too few for a fan-in.
  'shared-bill': almost('fan-in', defaultThresholds['mule-fan-in'].minPayers - 1),
  // One payment too few for card testing.
  'small-purchases': almost('card-testing-card', defaultThresholds['velocity-card'].minPayments - 1),
  'slow-repeat': almost('shared-card-and-device', 3, (payments, { random }) =>
    spread(payments, tooLong(random, stolenCard.windowMs, 25)),
  ),
  // Something was forgotten: the same card and device, but also the same shop.
  'split-order': almost('shared-card-and-device', 3, (payments) => {
    const { payee, merchantId } = payments[0] as PlannedPayment;
    for (const payment of payments) Object.assign(payment, { payee, merchantId });
  }),
  'card-on-two-devices': almost('shared-card-and-device', 2, (payments, { economy }) => {
    Object.assign(payments[1] as PlannedPayment, { device: economy.newName('d') });
  }),
} satisfies Record<string, Build>;
