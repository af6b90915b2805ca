// What firms do with many people at a time.
import { drawAmount, drawCount, drawMs, hourMs, minuteMs, scatterMoments, secondMs } from '../draws.ts';
import type { Customer } from '../economy.ts';
import {
  type Build,
  billPayment,
  counterPurchase,
  drawTerms,
  onlinePurchase,
  payout,
  terms,
  transfer,
} from '../payments.ts';
import type { Random } from '../random.ts';

const handPaid = 0.04;

/** An employer's salary file; a very small employer pays by hand, from the owner's phone. */
export const payroll: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const byHand = random.chance(handPaid);
  const staff = economy.people(currency, byHand ? random.integer(2, 5) : drawCount(random, 12, 0.8, 3, 120));
  const [owner] = economy.people(currency, 1) as [Customer];
  const employer = random.pick(economy.market(currency).employers);
  let atMs = startAtMs;
  const payments = staff.map(({ account }) => {
    atMs += byHand ? drawMs(random, 90 * secondMs, 0.5) : random.integer(0, 50);
    const when = drawTerms(scene, atMs, 2_300, 0.3);
    return byHand ? transfer(when, owner, account) : payout(when, employer, account);
  });
  return { payments };
};

/** A marketplace pays its sellers. */
export const marketplacePayouts: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const platform = random.pickSkewed(economy.market(currency).platforms);
  const sellers = economy.people(currency, drawCount(random, 18, 0.6, 5, 80));
  const times = scatterMoments(random, startAtMs, drawMs(random, 5 * minuteMs, 0.6), sellers.length);
  return {
    payments: sellers.map(({ account }, index) =>
      payout(drawTerms(scene, times[index] as number, 85, 1), platform.account, account),
    ),
  };
};

/** Rush hour at one shop, at the counter and in its app. */
export const popularMerchant: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const shop = random.pickSkewed(economy.market(currency).merchants);
  const buyers = economy.people(currency, drawCount(random, 30, 0.4, 12, 80));
  const times = scatterMoments(random, startAtMs, random.integer(60, 150) * minuteMs, buyers.length);
  return {
    payments: buyers.map((buyer, index) => {
      const when = drawTerms(scene, times[index] as number, 24, 0.7);
      return random.chance(0.7) ? counterPurchase(when, buyer, shop) : onlinePurchase(when, buyer, shop);
    }),
  };
};

/** Electricity or telephone bills are due: many customers transfer money to one known business. */
export const popularBiller: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const biller = random.pickSkewed(economy.market(currency).billers);
  const payers = economy.people(currency, drawCount(random, 12, 0.4, 6, 40));
  const times = scatterMoments(random, startAtMs, random.integer(1, 4) * hourMs, payers.length);
  return {
    payments: payers.map((payer, index) =>
      billPayment(drawTerms(scene, times[index] as number, 75, 0.6), payer, biller),
    ),
  };
};

const kiosks = 0.15;

/**
 * Many cards at one till. A terminal is not the customer's device, so usually none is sent. Where guests order at a
 * tablet, the tablet's fingerprint arrives with every payment.
 */
export const shopDevice: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const shop = random.pick(economy.market(currency).merchants);
  const kiosk = random.chance(kiosks) ? economy.newName('d') : undefined;
  const guests = economy.people(currency, drawCount(random, 16, 0.5, 6, 60));
  let atMs = startAtMs;
  const payments = guests.map((guest) => {
    atMs += drawMs(random, 3 * minuteMs, 0.7);
    const when = drawTerms(scene, atMs, 11, 0.5);
    return { ...counterPurchase(when, guest, shop), device: kiosk };
  });
  return { payments };
};

/**
 * A landlord of a few flats on the first of the month. Standing orders run at night, at an hour of the tenant's bank;
 * other tenants pay by hand during the day, and not all on the first.
 */
export const landlord: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const dayMs = startAtMs - (startAtMs % (24 * hourMs));
  const [owner, ...tenants] = economy.people(currency, 1 + random.integer(3, 10)) as [
    Customer,
    ...Customer[],
  ];
  const bankHours = Array.from({ length: 5 }, () => random.integer(0, 7 * 60) * minuteMs);
  const usual = drawAmount(scene, 850, 0.4);
  const payToday = tenants.filter((_, index) => index < 2 || random.chance(0.6));
  return {
    payments: payToday.map((tenant) => {
      const atMs = dayMs + rentTime(random, bankHours);
      const rent = Math.round((usual * random.between(0.7, 1.3)) / 1_000) * 1_000;
      return transfer(terms(scene, atMs, rent), tenant, owner.account);
    }),
  };
};

function rentTime(random: Random, bankHours: readonly number[]): number {
  return random.chance(0.55)
    ? random.pick(bankHours) + random.integer(0, 10 * minuteMs)
    : random.integer(8 * 60, 22 * 60) * minuteMs;
}
