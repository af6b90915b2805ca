// An ordinary day. Accidents stay in: what looks like fraud by chance is part of life.

import { drawAmount, drawMs, drawTimeOfDay, minuteMs, pickCurrency, pickWeighted, rounded } from './draws.ts';
import type { Business, Customer, Economy, Scene } from './economy.ts';
import {
  billPayment,
  cashWithdrawal,
  counterPurchase,
  drawTerms,
  onlinePurchase,
  type PlannedPayment,
  payout,
  refund,
  terms,
  transfer,
} from './payments.ts';
import type { Random } from './random.ts';

/** What people pay for, in percent of all payments. */
const habits = {
  counter: 32,
  online: 25,
  friend: 15,
  bill: 7,
  smallPayee: 3,
  ownAccount: 3,
  cash: 5,
  payout: 8,
  refund: 1.5,
  publicComputer: 0.05,
};

/** Another purchase follows within minutes: something was forgotten, or the errand has a second shop. */
const followUp = { chance: 0.02, sameShop: 0.8, medianMs: 2.5 * minuteMs };

/** `count` payments, in no particular order. */
export function drawBackground(
  random: Random,
  economy: Economy,
  count: number,
  span: { startAtMs: number; spanMs: number },
): PlannedPayment[] {
  const payments: PlannedPayment[] = [];
  while (payments.length < count) {
    const scene = {
      random,
      economy,
      currency: pickCurrency(random),
      startAtMs: drawTimeOfDay(random, span.startAtMs, span.spanMs),
    };
    payments.push(...drawHabit(scene));
  }
  return payments.slice(0, count);
}

function drawHabit(scene: Scene): PlannedPayment[] {
  const { random, economy, currency, startAtMs } = scene;
  const market = economy.market(currency);
  const who = economy.someone(currency);
  const shop = random.pickSkewed(market.merchants);
  const when = (median: number, sigma: number) => drawTerms(scene, startAtMs, median, sigma);
  const whenRound = (median: number, sigma: number) =>
    terms(scene, startAtMs, rounded(random, drawAmount(scene, median, sigma)));
  switch (pickWeighted(random, habits)) {
    case 'counter':
      return [counterPurchase(when(19, 0.9), who, shop)];
    case 'online':
      return purchasesOnline(scene, who, shop);
    case 'friend':
      return [transfer(whenRound(35, 1.1), who, friendOf(scene, who))];
    case 'bill':
      return [billPayment(when(65, 0.8), who, random.pickSkewed(market.billers))];
    case 'smallPayee':
      return [transfer(when(110, 0.9), who, random.pickByPower(market.smallPayees, 1.5))];
    case 'ownAccount':
      return [transfer(whenRound(200, 1), who, who.savings)];
    case 'cash':
      return [cashWithdrawal(whenRound(80, 0.6), who, market)];
    case 'payout':
      return [payout(when(900, 0.9), random.pickSkewed(market.employers), who.account)];
    case 'refund':
      return [refund(when(40, 0.9), shop.account, who.account)];
    case 'publicComputer':
      return [onlinePurchase(when(25, 0.8), who, shop, { device: random.pick(market.publicComputers) })];
  }
}

function purchasesOnline(scene: Scene, who: Customer, shop: Business): PlannedPayment[] {
  const { random, economy, currency, startAtMs } = scene;
  const device = random.chance(0.8) ? who.phone : who.laptop;
  const buy = (atMs: number, at: Business) =>
    onlinePurchase(drawTerms(scene, atMs, 28, 1), who, at, { device });
  const first = buy(startAtMs, shop);
  if (!random.chance(followUp.chance)) return [first];
  const next = random.chance(followUp.sameShop)
    ? shop
    : random.pickSkewed(economy.market(currency).merchants);
  return [first, buy(startAtMs + drawMs(random, followUp.medianMs, 0.8), next)];
}

function friendOf({ random, economy, currency }: Scene, who: Customer): string {
  const { customers } = economy.market(currency);
  const known = random.chance(0.9) ? customers[random.pick(who.contacts)] : random.pick(customers);
  return known === undefined || known === who ? who.savings : known.account;
}
