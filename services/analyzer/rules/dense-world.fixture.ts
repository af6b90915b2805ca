// Small worlds with many overlapping matches of the rules: few accounts, cards and devices, with times and amounts on and
// next to the thresholds.
import type { TransactionRequest } from '@ringtrace/contracts';
import { defaultThresholds as thresholds } from '@ringtrace/tools';
import fc from 'fast-check';

const begin = Date.parse('2026-03-01T12:00:00Z');

/** Times of payments, as fractions of the world's window. */
const places = [0, 0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 1, 1, 1.5, 2];

const large = thresholds['gather-scatter'].minAmountMinor;
const { maxAmountMinor: small } = thresholds['velocity-card'];
const { minAmountMinor: used } = thresholds['shared-card-and-device'];
const { minAmountMinor: pooled } = thresholds['mule-fan-in'];
const shares = [thresholds.ring, thresholds['scatter-gather'], thresholds['rapid-pass-through']].flatMap(
  ({ keepPercent }) => [(large * keepPercent) / 50, (large * keepPercent) / 50 - 1],
);

/** Kinds of worlds: money that flows between accounts, the use of cards and devices, or both. */
const themes = {
  flow: {
    windows: [thresholds['mule-fan-in'], thresholds.ring, thresholds['rapid-pass-through']],
    types: ['transfer', 'transfer', 'transfer', 'transfer', 'transfer', 'transfer', 'transfer', 'payout'],
    amounts: [...Array(30).fill(2 * large), 2 * large + 1, ...shares, large, large - 1, pooled, pooled - 1],
    payers: [0, 0, 0, 1, 2, 3, 4, 6],
    payees: [5, 5, 5, 1, 2, 3, 4, 0],
    maxPayments: 34,
  },
  use: {
    windows: [thresholds['velocity-card'], thresholds['velocity-device'], thresholds['shared-identity']],
    types: ['card-payment', 'card-payment', 'refund', 'transfer'],
    amounts: [0, small, small, small, small, small + 1, used, used, used - 1],
    payers: [0, 1, 2, 3, 4, 5, 6],
    payees: [0, 1, 2, 3],
    maxPayments: 40,
  },
  both: {
    windows: [thresholds['shared-card-and-device'], thresholds['rapid-pass-through'], thresholds.ring],
    types: ['transfer', 'transfer', 'transfer', 'card-payment'],
    amounts: [small, small, used, pooled, large, 2 * large, 2 * large],
    payers: [0, 1, 2, 3, 4],
    payees: [0, 0, 1, 2, 3, 4],
    maxPayments: 30,
  },
} as const;

const theme = fc.record({
  name: fc.constantFrom<keyof typeof themes>('flow', 'flow', 'flow', 'use', 'use', 'both'),
  window: fc.nat(839),
  cards: fc.integer({ min: 1, max: 2 }),
  devices: fc.integer({ min: 1, max: 3 }),
});

const draft = fc.record({
  payer: fc.nat(839),
  payee: fc.nat(839),
  place: fc.constantFrom(...places),
  offsetMs: fc.constantFrom(0, 0, 0, 0, 1, -1),
  amount: fc.nat(839),
  type: fc.nat(839),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD'),
  card: fc.option(fc.nat(839), { freq: 4 }),
  device: fc.option(fc.nat(839), { freq: 4 }),
  isPurchase: fc.nat(14).map((number) => number === 0),
});

type Theme = typeof theme extends fc.Arbitrary<infer Value> ? Value : never;
type Draft = typeof draft extends fc.Arbitrary<infer Value> ? Value : never;

/** Returns the world's requests, with a prefix for ids and names. */
export type World = (prefix: string) => TransactionRequest[];

// Without fast-check's bias to small values, with which most worlds would have too few payments for any finding.
export const denseWorld: fc.Arbitrary<World> = fc
  .tuple(theme, fc.noBias(fc.array(draft, { minLength: 8, maxLength: 40, size: 'max' })))
  .map(([about, drafts]) => {
    const { maxPayments } = themes[about.name];
    const world: World = (prefix) =>
      drafts.slice(0, maxPayments).map((each, index) => toRequest(about, each, index, prefix));
    return Object.assign(world, { [fc.toStringMethod]: () => fc.stringify(world('')) });
  });

function toRequest(about: Theme, each: Draft, index: number, prefix: string): TransactionRequest {
  const { windows, types, amounts, payers, payees } = themes[about.name];
  const of = <Value>(values: readonly Value[], number: number) => values[number % values.length] as Value;
  const { windowMs } = of(windows, about.window);
  const { card, device } = each;
  return {
    id: prefix + String(index).padStart(2, '0'),
    occurredAt: new Date(begin + each.place * windowMs + each.offsetMs).toISOString(),
    amountMinor: of(amounts, each.amount),
    currency: each.currency,
    type: of(types, each.type),
    payer: { accountId: `${prefix}a${of(payers, each.payer)}` },
    payee: { accountId: `${prefix}a${of(payees, each.payee)}` },
    ...(card === null ? {} : { card: `${prefix}c${card % about.cards}` }),
    ...(device === null ? {} : { device: `${prefix}d${device % about.devices}` }),
    ...(each.isPurchase ? { merchantId: `${prefix}m` } : {}),
  };
}
