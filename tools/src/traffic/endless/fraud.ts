// Planted fraud, so that the rules have something to find. Each pattern takes at most a quarter of an hour. Pure.
import { minuteMs } from '../draws.ts';
import { onlinePurchase, type PlannedPayment, transfer } from '../payments.ts';
import type { Random } from '../random.ts';
import { currencyOf } from './bank.ts';

type Build = (random: Random, startAtMs: number, name: (nth: number) => string) => PlannedPayment[];

const terms = (atMs: number, payer: string, amountMinor: number) => ({
  atMs,
  amountMinor: Math.round(amountMinor),
  currency: currencyOf(payer),
});

const pay = (atMs: number, payer: string, payee: string, amountMinor: number) =>
  transfer(terms(atMs, payer, amountMinor), { account: payer }, payee);

/** Three to five accounts; each hop passes on 90 to 97 percent. */
const ring: Build = (random, startAtMs, name) => {
  const hops = random.integer(3, 5);
  let amountMinor = random.integer(50_000, 500_000);
  return random.steps(startAtMs, startAtMs + 15 * minuteMs, hops).map((atMs, hop) => {
    amountMinor *= random.between(0.9, 0.97);
    return pay(atMs, name(hop), name((hop + 1) % hops), amountMinor);
  });
};

/** Six purchases from one device: of one account, or each of another. */
function purchases(
  spanMs: number,
  amounts: [min: number, max: number],
  payerOf: (nth: number) => number,
): Build {
  return (random, startAtMs, name) =>
    random.steps(startAtMs, startAtMs + spanMs, 6).map((atMs, nth) => {
      const account = name(payerOf(nth));
      const shop = { account: `m${random.integer(0, 19)}`, merchantId: undefined };
      const when = terms(atMs, account, random.integer(...amounts));
      return onlinePurchase(when, { account, card: `${account}k` }, shop, { device: `${name(0)}d` });
    });
}

const cardTesting = purchases(3 * minuteMs, [50, 900], () => 0);
const sharedDevice = purchases(15 * minuteMs, [5_000, 40_000], (nth) => nth);

/** Six accounts pay a mule, which passes most of the last payment on within minutes. */
const mule: Build = (random, startAtMs, name) => {
  const amounts = Array.from({ length: 6 }, () => random.integer(20_000, 80_000));
  const incoming = random.steps(startAtMs, startAtMs + 10 * minuteMs, 6);
  const kept = random.between(0.92, 0.98);
  return [
    ...amounts.map((amount, nth) => pay(incoming[nth] as number, name(nth + 1), name(0), amount)),
    pay(startAtMs + 14 * minuteMs, name(0), name(7), (amounts.at(-1) as number) * kept),
  ];
};

const scatterGather: Build = (random, startAtMs, name) =>
  [2, 3, 4].flatMap((middle) => {
    const amount = random.integer(30_000, 90_000);
    const atMs = startAtMs + random.integer(0, 10 * minuteMs);
    return [
      pay(atMs, name(0), name(middle), amount),
      pay(atMs + 5 * minuteMs, name(middle), name(1), amount * 0.93),
    ];
  });

const builders = [ring, cardTesting, sharedDevice, mule, scatterGather];

/** The `nth` pattern, in event-time order. Patterns share no account. */
export function plantFraud(random: Random, startAtMs: number, nth: number): PlannedPayment[] {
  const build = builders[nth % builders.length] as Build;
  return build(random, startAtMs, (who) => `f${nth}x${who}`).sort((a, b) => a.atMs - b.atMs);
}
