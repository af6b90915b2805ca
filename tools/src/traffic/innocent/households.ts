// One device or one card shared by honest people, and many small payments by one person.
import {
  drawCount,
  drawMoments,
  hourMs,
  minuteMs,
  pickNumber,
  pickWeighted,
  scatterMoments,
  secondMs,
} from '../draws.ts';
import type { Customer, Scene } from '../economy.ts';
import { type Build, counterPurchase, drawTerms, onlinePurchase, terms, transfer } from '../payments.ts';

/** A tablet on the kitchen table: parents, and children with their own accounts, pay from it all day. */
export const familyDevice: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const family = economy.people(currency, pickNumber(random, { 2: 0.47, 3: 0.29, 4: 0.19, 5: 0.05 }));
  const tablet = economy.newName('d');
  const { merchants } = economy.market(currency);
  const times = scatterMoments(
    random,
    startAtMs,
    random.integer(1, 12) * hourMs,
    drawCount(random, 4, 0.4, 2, 12),
  );
  return {
    payments: times.map((atMs) => {
      const member = random.chance(0.65) ? (family[random.integer(0, 1)] as Customer) : random.pick(family);
      const when = drawTerms(scene, atMs, 35, 0.8);
      return random.chance(0.75)
        ? onlinePurchase(when, member, random.pickSkewed(merchants), { device: tablet })
        : transfer(when, member, random.pick(family.filter((other) => other !== member)).account, tablet);
    }),
  };
};

/** One card shared by a couple, rarely also by their children: each buys from their own account and phone. */
export const householdCard: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const members = economy.people(currency, pickNumber(random, { 2: 0.93, 3: 0.06, 4: 0.01 }));
  const { card } = members[0] as Customer;
  const { merchants } = economy.market(currency);
  const times = scatterMoments(
    random,
    startAtMs,
    random.integer(3, 14) * hourMs,
    drawCount(random, 4, 0.4, 2, 10),
  );
  return {
    payments: times.map((atMs) => {
      const member = random.pick(members);
      const when = drawTerms(scene, atMs, 30, 0.8);
      const shop = random.pickSkewed(merchants);
      return random.chance(0.5)
        ? counterPurchase(when, member, shop, card)
        : onlinePurchase(when, member, shop, { card });
    }),
  };
};

/** Taps at ticket gates, a series of purchases in a game, a snack machine. */
export const microPurchases: Build = (scene) => {
  switch (pickWeighted(scene.random, { transit: 0.5, game: 0.35, machine: 0.15 })) {
    case 'transit':
      return transit(scene);
    case 'game':
      return game(scene);
    case 'machine':
      return snacks(scene);
  }
};

function transit(scene: Scene) {
  const { random, economy, currency, startAtMs } = scene;
  const operator = economy.market(currency).merchants[1] ?? economy.newBusiness();
  const [traveller] = economy.people(currency, 1) as [Customer];
  // Changing lines takes minutes, the way back is hours later; a parent may also tap for a child.
  const taps = Array.from(
    { length: random.integer(1, 3) },
    () => startAtMs + random.integer(0, 10) * hourMs,
  ).flatMap((atMs) =>
    drawMoments(random, atMs, pickNumber(random, { 1: 0.5, 2: 0.35, 3: 0.15 }), 14 * minuteMs, 0.4),
  );
  const perTap = random.chance(0.12) ? 2 : 1;
  return {
    payments: taps.flatMap((atMs) =>
      Array.from({ length: perTap }, (_, index) =>
        counterPurchase(drawTerms(scene, atMs + index * 4 * secondMs, 2.4, 0.2), traveller, operator),
      ),
    ),
  };
}

function game(scene: Scene) {
  const { random, economy, currency, startAtMs } = scene;
  const store = economy.market(currency).merchants[0] ?? economy.newBusiness();
  const [player] = economy.people(currency, 1) as [Customer];
  const count = pickNumber(random, { 2: 0.42, 3: 0.26, 4: 0.16, 5: 0.08, 6: 0.05, 7: 0.02, 8: 0.01 });
  const prices = [99, 199, 499, 499, 999, 1_999];
  return {
    payments: drawMoments(random, startAtMs, count, 3 * minuteMs, 0.8).map((atMs) =>
      onlinePurchase(terms(scene, atMs, random.pick(prices)), player, store),
    ),
  };
}

function snacks(scene: Scene) {
  const { random, economy, currency, startAtMs } = scene;
  const machine = random.pick(economy.market(currency).merchants);
  const [eater] = economy.people(currency, 1) as [Customer];
  return {
    payments: drawMoments(random, startAtMs, random.integer(2, 4), 70 * secondMs, 1).map((atMs) =>
      counterPurchase(drawTerms(scene, atMs, 1.8, 0.3), eater, machine),
    ),
  };
}
