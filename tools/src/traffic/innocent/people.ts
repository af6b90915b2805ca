// Money between people, and between the accounts of one person.
import {
  drawAmount,
  drawCount,
  drawMoments,
  drawMs,
  hourMs,
  minuteMs,
  pickNumber,
  pickWeighted,
  rounded,
  scatterMoments,
} from '../draws.ts';
import type { Customer, Scene } from '../economy.ts';
import {
  type Build,
  billPayment,
  drawTerms,
  onlinePurchase,
  type PlannedPayment,
  payout,
  refund,
  terms,
  transfer,
} from '../payments.ts';
import type { Random } from '../random.ts';

/** A shop takes a purchase back, or two people call off a sale. */
export const refundOrReturn: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const [buyer, seller] = economy.people(currency, 2) as [Customer, Customer];
  const shop = random.pickSkewed(economy.market(currency).merchants);
  const backMs = startAtMs + drawMs(random, 90 * minuteMs, 1);
  const amountMinor = drawAmount(scene, 60, 0.9);
  const bought = terms(scene, startAtMs, amountMinor);
  if (random.chance(0.7)) {
    const back = refund({ ...bought, atMs: backMs }, shop.account, buyer.account);
    return { payments: [onlinePurchase(bought, buyer, shop), back] };
  }
  const returned = random.chance(0.97) ? amountMinor : amountMinor * random.between(0.85, 0.98);
  return {
    payments: [
      transfer(bought, buyer, seller.account),
      transfer(terms(scene, backMs, returned), seller, buyer.account),
    ],
  };
};

/** Income arrives, and the bills that waited for it are paid: the rent first, then a few more. */
export const salaryThenRent: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const [earner, client, landlord] = economy.people(currency, 3) as [Customer, Customer, Customer];
  const { employers, billers, smallPayees } = economy.market(currency);
  const freelance = random.chance(0.08);
  const income = drawTerms(scene, startAtMs, freelance ? 1_300 : 2_300, 0.4);
  const times = drawMoments(
    random,
    startAtMs + drawMs(random, 40 * minuteMs, 1.2),
    random.integer(1, 4),
    4 * minuteMs,
    0.8,
  );
  return {
    payments: [
      freelance
        ? transfer(income, client, earner.account)
        : payout(income, random.pick(employers), earner.account),
      ...times.map((atMs, index) => {
        if (index === 0) return transfer(drawTerms(scene, atMs, 850, 0.35), earner, landlord.account);
        const due = drawTerms(scene, atMs, 90, 0.7);
        return random.chance(0.7)
          ? billPayment(due, earner, random.pickSkewed(billers))
          : transfer(due, earner, random.pick(smallPayees));
      }),
    ],
  };
};

/** One person moves money between their own accounts, nearly always in one sitting. */
export const ownAccounts: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const [one] = economy.people(currency, 1) as [Customer];
  const { account, savings, broker } = one;
  const path = {
    aside: [account, savings],
    back: [account, savings, account],
    on: [account, savings, broker],
    round: [account, savings, broker, account],
  }[pickWeighted(random, { aside: 0.25, back: 0.3, on: 0.35, round: 0.1 })];
  const times = drawMoments(random, startAtMs, path.length - 1, 8 * minuteMs, 1);
  const moved = rounded(random, drawAmount(scene, 600, 1));
  const changesDevice = random.chance(0.05);
  return {
    payments: times.map((atMs, hop) => {
      const amountMinor =
        hop > 0 && random.chance(0.3) ? rounded(random, moved * random.between(0.2, 0.98)) : moved;
      const device = changesDevice && hop % 2 === 1 ? one.laptop : one.phone;
      const payment = transfer(terms(scene, atMs, amountMinor), one, path[hop + 1] as string, device);
      return { ...payment, payer: path[hop] as string };
    }),
  };
};

/** Lent and paid back: mostly hours later and exactly, sometimes in part or with a little extra. */
export const lending: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const [lender, borrower] = economy.people(currency, 2) as [Customer, Customer];
  const lent = rounded(random, drawAmount(scene, 120, 0.9));
  const back = pickWeighted(random, { exactly: 0.78, part: 0.12, more: 0.1 });
  const backMinor =
    back === 'exactly'
      ? lent
      : lent * (back === 'part' ? random.between(0.3, 0.95) : random.between(1.02, 1.1));
  const backMs = startAtMs + drawMs(random, 5 * hourMs, 1.1);
  return {
    payments: [
      transfer(terms(scene, startAtMs, lent), lender, borrower.account),
      transfer(terms(scene, backMs, backMinor), borrower, lender.account),
    ],
  };
};

/** Somebody sits down and pays the bills that have piled up. */
export const billEvening: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const [payer] = economy.people(currency, 1) as [Customer];
  const count = pickNumber(random, { 2: 0.27, 3: 0.3, 4: 0.21, 5: 0.13, 6: 0.09 });
  return {
    payments: drawMoments(random, startAtMs, count, 3 * minuteMs, 0.8).map((atMs) =>
      billOf(scene, payer, atMs),
    ),
  };
};

function billOf(scene: Scene, payer: Customer, atMs: number): PlannedPayment {
  const { random, economy, currency } = scene;
  const { billers, smallPayees, customers } = economy.market(currency);
  switch (pickWeighted(random, { biller: 0.62, small: 0.23, friend: 0.15 })) {
    case 'biller':
      return billPayment(drawTerms(scene, atMs, 75, 0.8), payer, random.pickSkewed(billers));
    case 'small':
      return transfer(drawTerms(scene, atMs, 110, 0.9), payer, random.pick(smallPayees));
    case 'friend':
      return transfer(
        terms(scene, atMs, rounded(random, drawAmount(scene, 40, 0.9))),
        payer,
        random.pick(customers).account,
      );
  }
}

/** Many chip in: for a present, a dinner that one person paid, club dues, rarely a journey. */
export const crowdGift: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const kind = pickWeighted(random, { present: 0.42, dinner: 0.4, dues: 0.15, journey: 0.03 });
  const { count, amount, spanMs } = crowd(random, kind);
  const [collector, ...givers] = economy.people(currency, count + 1) as [Customer, ...Customer[]];
  const each = drawAmount(scene, amount, 0.35);
  const times = scatterMoments(random, startAtMs, spanMs, givers.length);
  return {
    payments: givers.map((giver, index) => {
      const amountMinor = kind === 'dinner' ? each * random.between(0.6, 1.4) : rounded(random, each);
      return transfer(terms(scene, times[index] as number, amountMinor), giver, collector.account);
    }),
  };
};

function crowd(random: Random, kind: 'present' | 'dinner' | 'dues' | 'journey') {
  switch (kind) {
    case 'present':
      return { count: drawCount(random, 9, 0.4, 4, 25), amount: 15, spanMs: random.integer(1, 10) * hourMs };
    case 'dinner':
      return { count: random.integer(2, 6), amount: 26, spanMs: random.integer(20, 180) * minuteMs };
    case 'dues':
      return { count: drawCount(random, 10, 0.4, 5, 25), amount: 35, spanMs: random.integer(4, 12) * hourMs };
    case 'journey':
      return { count: drawCount(random, 9, 0.4, 4, 20), amount: 150, spanMs: random.integer(4, 12) * hourMs };
  }
}
