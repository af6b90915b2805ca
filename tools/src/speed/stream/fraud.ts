// Planted fraud, so that every rule has something to find. Each pattern ends within 15 minutes of its start. Pure.
import type { Random } from '../../traffic/random.ts';
import type { Draft } from './payment.ts';

type Pattern = (random: Random, beginMs: number, name: (nth: number) => string) => Draft[];

const minuteMs = 60_000;

const transfer = (occurredAtMs: number, payer: string, payee: string, amountMinor: number): Draft => ({
  occurredAtMs,
  payer,
  payee,
  amountMinor: Math.round(amountMinor),
  type: 'transfer',
});

/** Three to five accounts, each hop keeps 90 to 97 percent. */
const ring: Pattern = (random, beginMs, name) => {
  const hops = random.integer(3, 5);
  let amountMinor = random.integer(50_000, 500_000);
  return random.steps(beginMs, beginMs + 15 * minuteMs, hops).map((atMs, hop) => {
    amountMinor *= random.between(0.9, 0.97);
    return transfer(atMs, name(hop), name((hop + 1) % hops), amountMinor);
  });
};

const cardTesting: Pattern = (random, beginMs, name) =>
  random.steps(beginMs, beginMs + 3 * minuteMs, 6).map((occurredAtMs) => ({
    occurredAtMs,
    payer: name(0),
    payee: `m${random.integer(0, 19)}`,
    amountMinor: random.integer(50, 900),
    type: 'card-payment',
    card: `${name(0)}k`,
    device: `${name(0)}d`,
  }));

const sharedDevice: Pattern = (random, beginMs, name) =>
  random.steps(beginMs, beginMs + 15 * minuteMs, 6).map((occurredAtMs, nth) => ({
    occurredAtMs,
    payer: name(nth),
    payee: `m${random.integer(0, 19)}`,
    amountMinor: random.integer(5_000, 40_000),
    type: 'card-payment',
    card: `${name(nth)}k`,
    device: `${name(0)}d`,
  }));

/** Six pay a mule, who passes most of it on within minutes. */
const mule: Pattern = (random, beginMs, name) => {
  const amounts = Array.from({ length: 6 }, () => random.integer(20_000, 80_000));
  const incoming = random.steps(beginMs, beginMs + 10 * minuteMs, 6);
  const kept = random.between(0.92, 0.98);
  return [
    ...amounts.map((amount, nth) => transfer(incoming[nth] as number, name(nth + 1), name(0), amount)),
    transfer(beginMs + 14 * minuteMs, name(0), name(7), (amounts.at(-1) as number) * kept),
  ];
};

const scatterGather: Pattern = (random, beginMs, name) => {
  const middles = [2, 3, 4];
  return middles.flatMap((middle) => {
    const amount = random.integer(30_000, 90_000);
    const atMs = beginMs + random.integer(0, 10 * minuteMs);
    return [
      transfer(atMs, name(0), name(middle), amount),
      transfer(atMs + 5 * minuteMs, name(middle), name(1), amount * 0.93),
    ];
  });
};

const patterns = [ring, cardTesting, sharedDevice, mule, scatterGather];

/** One pattern after another, in order of time. `nth` gives each pattern its own people. */
export function plantFraud(random: Random, beginMs: number, nth: number): Draft[] {
  const pattern = patterns[nth % patterns.length] as Pattern;
  return pattern(random, beginMs, (who) => `f${nth}x${who}`).sort((a, b) => a.occurredAtMs - b.occurredAtMs);
}
