// Money goes round: from an account through others back to it, each keeping a cut, to fake business or hide its
// origin. Payments booked in batches do not appear in the order in which they were made.
import {
  drawAmount,
  drawMs,
  drawOutside,
  hourMs,
  minuteMs,
  pickNumber,
  pickWeighted,
  scatterMoments,
} from '../draws.ts';
import type { Customer, Scene } from '../economy.ts';
import { type Build, drawTerms, type PlannedPayment, terms, transfer } from '../payments.ts';
import type { Random } from '../random.ts';

const accountsOfARing = { 2: 0.1, 3: 0.3, 4: 0.26, 5: 0.2, 6: 0.14 };
const bookedLate = 0.75;
const withCamouflage = 0.25;
const ofOneDevice = 0.03;

export const ring: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'long', 'halved', 'greedy']);
  const hops = outside === 'long' ? random.integer(7, 9) : pickNumber(random, accountsOfARing);
  const accounts = economy.actors(currency, hops);
  const spanMs = outside === 'slow' ? random.integer(5, 20) * hourMs : drawMs(random, 18 * minuteMs, 0.6);
  const times = hopTimes(random, startAtMs, spanMs, hops);
  const amounts = handedOn(random, drawAmount(scene, 1_500, 0.8), hops, outside === 'greedy');
  const device = random.chance(ofOneDevice) ? economy.newName('d') : undefined;
  const hopsPaid = accounts.map((payer, hop) => {
    const payee = accounts[(hop + 1) % hops] as Customer;
    return transfer(terms(scene, times[hop] as number, amounts[hop] as number), payer, payee.account, device);
  });
  const payments = outside === 'halved' ? splitOne(random, hopsPaid, 0.5) : sometimesSplit(random, hopsPaid);
  const camouflage = random.chance(withCamouflage) ? distraction(scene, accounts, spanMs) : [];
  return { payments, camouflage, outside };
};

/** In order, or in the order in which the batches of several banks book them. */
function hopTimes(random: Random, startAtMs: number, spanMs: number, hops: number): number[] {
  if (!random.chance(bookedLate)) return random.steps(startAtMs, startAtMs + spanMs, hops);
  return Array.from({ length: hops }, () => startAtMs + random.integer(0, spanMs));
}

/** Each account passes on what it received less a cut: mostly a few percent, sometimes much more. */
function handedOn(random: Random, firstMinor: number, hops: number, greedy: boolean): number[] {
  const usualCut = random.between(0.01, 0.1);
  const amounts = [firstMinor];
  while (amounts.length < hops) {
    const cut = greedy
      ? random.between(0.25, 0.4)
      : random.chance(0.02)
        ? random.between(0.12, 0.25)
        : usualCut * random.between(0.5, 1.5);
    amounts.push((amounts.at(-1) as number) * (1 - cut));
  }
  return amounts;
}

function sometimesSplit(random: Random, hops: PlannedPayment[]): PlannedPayment[] {
  switch (pickWeighted(random, { whole: 0.88, 'a small rest apart': 0.08, 'all in two parts': 0.04 })) {
    case 'whole':
      return hops;
    case 'a small rest apart':
      return splitOne(random, hops, random.between(0.85, 0.95));
    case 'all in two parts': {
      const share = random.between(0.35, 0.65);
      return hops.flatMap((payment) => inTwo(random, payment, share));
    }
  }
}

function splitOne(random: Random, hops: PlannedPayment[], share: number): PlannedPayment[] {
  const which = random.integer(0, hops.length - 1);
  return hops.flatMap((payment, hop) => (hop === which ? inTwo(random, payment, share) : [payment]));
}

function inTwo(random: Random, payment: PlannedPayment, share: number): PlannedPayment[] {
  const amountMinor = Math.max(1, Math.round(payment.amountMinor * share));
  const rest = Math.max(1, payment.amountMinor - amountMinor);
  return [
    { ...payment, amountMinor },
    { ...payment, amountMinor: rest, atMs: payment.atMs + drawMs(random, 2 * minuteMs, 0.5) },
  ];
}

/** Small payments of the members to anybody, so that the accounts look used. */
function distraction(scene: Scene, accounts: Customer[], spanMs: number): PlannedPayment[] {
  const { random, economy, currency, startAtMs } = scene;
  return scatterMoments(random, startAtMs, spanMs, random.integer(1, 4)).map((atMs) => {
    const [payee] = economy.people(currency, 1) as [Customer];
    return transfer(drawTerms(scene, atMs, 20, 0.6), random.pick(accounts), payee.account);
  });
}
