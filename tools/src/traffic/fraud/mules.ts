// Accounts that collect, spread or pass on stolen money.
import {
  drawAmount,
  drawCount,
  drawMs,
  drawOutside,
  hourMs,
  minuteMs,
  pickNumber,
  rounded,
  scatterMoments,
} from '../draws.ts';
import type { Customer, Scene } from '../economy.ts';
import { type Build, cashWithdrawal, type PlannedPayment, terms, transfer } from '../payments.ts';

/** Victims of one fraud pay one mule, which sometimes withdraws part of the money in cash. */
export const fanIn: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'small-amounts']);
  const [mule] = economy.actors(currency, 1) as [Customer];
  const victims = economy.people(currency, drawCount(random, 8, 0.45, 3, 30));
  const spanMs = outside === 'slow' ? random.integer(12, 20) * hourMs : drawMs(random, 25 * minuteMs, 0.6);
  const usual = outside === 'small-amounts' ? drawAmount(scene, 9, 0.4) : drawAmount(scene, 700, 0.8);
  const times = scatterMoments(random, startAtMs, spanMs, victims.length);
  const payments = victims.map((victim, index) => {
    const amountMinor = rounded(random, usual * random.between(0.6, 1.4));
    return transfer(terms(scene, times[index] as number, amountMinor), victim, mule.account);
  });
  if (!random.chance(0.4)) return { payments, outside };
  const atMs = (times.at(-1) as number) + drawMs(random, 20 * minuteMs, 0.8);
  const cash = cashWithdrawal(terms(scene, atMs, 50_000), mule, economy.market(currency));
  return { payments: [...payments, cash], outside };
};

/** A mule that received a large sum spreads it over further mules. */
export const fanOut: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'small-amounts']);
  const [mule, source] = economy.actors(currency, 2) as [Customer, Customer];
  const payees = economy.actors(currency, drawCount(random, 8, 0.45, 3, 25));
  const spanMs = outside === 'slow' ? random.integer(12, 20) * hourMs : drawMs(random, 22 * minuteMs, 0.6);
  const usual = outside === 'small-amounts' ? drawAmount(scene, 9, 0.4) : drawAmount(scene, 600, 0.7);
  const payments = scatterMoments(random, startAtMs, spanMs, payees.length).map((atMs, index) => {
    const amountMinor = rounded(random, usual * random.between(0.6, 1.4));
    return transfer(terms(scene, atMs, amountMinor), mule, (payees[index] as Customer).account);
  });
  if (!random.chance(0.6)) return { payments, outside };
  const total = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const atMs = startAtMs - drawMs(random, 15 * minuteMs, 0.7);
  return {
    payments: [transfer(terms(scene, atMs, total * 1.06), source, mule.account), ...payments],
    outside,
  };
};

/** Incoming money leaves again within minutes, through one to three mules. */
export const passThrough: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'partly']);
  const chain = [
    ...economy.people(currency, 1),
    ...economy.actors(currency, pickNumber(random, { 1: 0.55, 2: 0.3, 3: 0.15 }) + 1),
  ];
  let atMs = startAtMs;
  let amountMinor = drawAmount(scene, 1_100, 0.8);
  const payments = chain.slice(0, -1).map((payer, hop): PlannedPayment => {
    if (hop > 0) {
      atMs += outside === 'slow' ? random.integer(3, 12) * hourMs : drawMs(random, 4 * minuteMs, 0.6);
      amountMinor *= outside === 'partly' ? random.between(0.3, 0.6) : keptShare(scene);
    }
    return transfer(terms(scene, atMs, amountMinor), payer, (chain[hop + 1] as Customer).account);
  });
  return { payments, outside };
};

/** Mules are promised a few percent; some take more. */
function keptShare({ random }: Scene): number {
  return random.chance(0.06) ? random.between(0.8, 0.92) : random.between(0.92, 0.995);
}

/** Many small paths from one account to another, so that no single payment stands out. */
export const scatterGather: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'partly']);
  const [source, destination] = economy.actors(currency, 2) as [Customer, Customer];
  const middle = economy.actors(currency, drawCount(random, 5.5, 0.4, 2, 15));
  const usual = drawAmount(scene, 800, 0.7);
  const scatterMs = drawMs(random, 7 * minuteMs, 0.6);
  const times = scatterMoments(random, startAtMs, scatterMs, middle.length);
  const payments = middle.flatMap((mule, index) => {
    const atMs = times[index] as number;
    const amountMinor = usual * random.between(0.7, 1.3);
    const waitMs = outside === 'slow' ? random.integer(4, 15) * hourMs : drawMs(random, 9 * minuteMs, 0.7);
    const kept = outside === 'partly' ? random.between(0.4, 0.65) : keptShare(scene);
    return [
      transfer(terms(scene, atMs, amountMinor), source, mule.account),
      transfer(terms(scene, atMs + waitMs, amountMinor * kept), mule, destination.account),
    ];
  });
  return { payments, outside };
};

/** Several pay a hub, and it pays several. */
export const gatherScatter: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'few']);
  const count = () => (outside === 'few' ? 2 : drawCount(random, 5, 0.35, 2, 12));
  const [hub] = economy.actors(currency, 1) as [Customer];
  const payers = economy.people(currency, count());
  const payees = economy.actors(currency, count());
  const usual = drawAmount(scene, 700, 0.7);
  const gatherMs = outside === 'slow' ? random.integer(6, 12) * hourMs : drawMs(random, 12 * minuteMs, 0.6);
  const gathered = scatterMoments(random, startAtMs, gatherMs, payers.length).map((atMs, index) =>
    transfer(
      terms(scene, atMs, rounded(random, usual * random.between(0.6, 1.4))),
      payers[index] as Customer,
      hub.account,
    ),
  );
  const total = gathered.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const fromMs = startAtMs + gatherMs + drawMs(random, 5 * minuteMs, 0.7);
  const scatterMs = outside === 'slow' ? random.integer(6, 12) * hourMs : drawMs(random, 12 * minuteMs, 0.6);
  const spread = scatterMoments(random, fromMs, scatterMs, payees.length).map((atMs, index) =>
    transfer(
      terms(scene, atMs, ((total * random.between(0.88, 0.97)) / payees.length) * random.between(0.8, 1.2)),
      hub,
      (payees[index] as Customer).account,
    ),
  );
  return { payments: [...gathered, ...spread], outside };
};
