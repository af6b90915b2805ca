// One labelled day. Labels say what a payment was made for, not what a rule says about it: the share of fraud, its sizes,
// times and amounts are drawn realistically, ignoring thresholds, and accidents of the background stay.

import type { TransactionRequest } from '@ringtrace/contracts';
import { drawBackground } from '../background.ts';
import { fraud, innocent, type LookAlike, lookAlikes, type Typology, typologies } from '../builders.ts';
import { drawTimeOfDay, hourMs, pickCurrency } from '../draws.ts';
import { Economy } from '../economy.ts';
import type { Pattern, PlannedPayment } from '../payments.ts';
import { Random } from '../random.ts';
import { sendingOrder, toRequest, withIds } from '../wire.ts';

/** One thing that somebody did. */
export interface LabelledPattern {
  /** A typology or a kind of look-alike. */
  kind: string;
  /** Transaction ids. */
  members: string[];
  /** Ids of transactions that distract from it: finding them is not required, flagging them is not wrong. */
  camouflage?: string[];
  /** Why no rule is meant to see it. */
  outside?: string;
}

/** Transactions with the intent behind them: what quality is evaluated on, generated or read from files. */
export interface LabelledTraffic {
  /** In sending order. */
  requests: TransactionRequest[];
  /** Planted by criminals. */
  fraud: LabelledPattern[];
  /** Innocent, but similar to fraud, so counted separately. */
  innocent: LabelledPattern[];
}

export interface DayOptions {
  seed: number;
  /** Approximate total, planted payments included. At least 2,000. */
  transactions: number;
}

const builders = { ...fraud, ...innocent };
const dayMs = 24 * hourMs;
const startAtMs = Date.parse('2026-08-01T00:00:00Z');
/** One pattern of each typology per this many transactions: fraud is about four percent of the traffic. */
const transactionsPerFraud = 2_000;
const transactionsPerLookAlike = 1_000;
const transactionsPerCustomer = 2.5;

/** The same options give the same day. Days of different seeds share no identifier. */
export function generateDay({ seed, transactions }: DayOptions): LabelledTraffic {
  const random = new Random(seed);
  const prefix = `s${seed}`;
  const economy = new Economy(random, Math.round(transactions / transactionsPerCustomer), prefix);
  const plant = (kinds: readonly (Typology | LookAlike)[], per: number) =>
    kinds.flatMap((kind) =>
      Array.from({ length: Math.max(1, Math.round(transactions / per)) }, () => {
        const currency = pickCurrency(random);
        const scene = { random, economy, currency, startAtMs: drawTimeOfDay(random, startAtMs, dayMs) };
        return { kind, ...builders[kind](scene) };
      }),
    );
  const criminal = plant(typologies, transactionsPerFraud);
  const honest = plant(lookAlikes, transactionsPerLookAlike);
  const planted = [...criminal, ...honest].flatMap(({ payments, camouflage = [] }) => [
    ...payments,
    ...camouflage,
  ]);
  const left = Math.max(0, transactions - planted.length);
  const background = drawBackground(random, economy, left, { startAtMs, spanMs: dayMs });
  const payments = withIds([...planted, ...background], prefix);
  const idOf = (payment: PlannedPayment) => payments.get(payment)?.id as string;
  const label = ({
    kind,
    payments: own,
    camouflage = [],
    outside,
  }: Pattern & { kind: string }): LabelledPattern => ({
    kind,
    members: own.map(idOf),
    ...(camouflage.length > 0 && { camouflage: camouflage.map(idOf) }),
    ...(outside !== undefined && { outside }),
  });
  const requests = [...payments.values()].map((payment) => toRequest(payment));
  return {
    requests: sendingOrder(random, requests, { late: 0.05, duplicates: 0 }),
    fraud: criminal.map(label),
    innocent: honest.map(label),
  };
}
