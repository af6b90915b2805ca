// A realistic, labelled stream of transactions: ordinary life, planted fraud, and innocent patterns that resemble it.
// The same options give the same stream. Its labels come from the reference model, which must find exactly what was
// planted.
import type { Decision, TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../random.ts';
import type { RuleId } from '../reference/reference-model.ts';
import { drawBackground } from './background.ts';
import { cardLookAlikes } from './card-look-alikes.ts';
import { circleLookAlikes } from './circle-look-alikes.ts';
import type { Draft, LookAlikeKind, Scenario } from './draft.ts';
import { neutraliseAccidents } from './neutralise-accidents.ts';
import { plantRing } from './plant-rings.ts';
import { plantSharedCard } from './plant-shared-cards.ts';
import { Population } from './population.ts';
import { sendingOrder } from './sending-order.ts';
import { toRequests } from './to-requests.ts';

export interface TrafficOptions {
  seed: number;
  /** Distinct transactions, planted ones included; at least `leastTransactions`. */
  transactions: number;
  /** Time of the first event, epoch milliseconds. The last one is at most `spanMs` later. */
  startAtMs: number;
  /** At least `leastSpanMs`. Default six hours. */
  spanMs?: number;
  /** Default one in 160 transactions. */
  rings?: number;
  /** Stolen cards used from one device. Default one in 200 transactions. */
  sharedCards?: number;
  /** How often each kind of look-alike is planted. Default one in 1,000 transactions, at least one. */
  lookAlikesPerKind?: number;
  /** Share sent up to 50 places late. Default 0.1. */
  late?: number;
  /** Share sent twice. Default 0: no copies. */
  duplicates?: number;
  /** Default `tx-<seed>`. Runs that share a database need different ones. */
  idPrefix?: string;
}

/** What the pipeline must say about a transaction once everything has arrived. */
export interface Label {
  decision: Decision;
  rules: RuleId[];
}

export interface PlantedRing {
  /** Transaction ids in the order in which the money flowed. */
  members: string[];
  accounts: string[];
  amountsMinor: number[];
  currency: string;
}

export interface Traffic {
  /** In sending order, copies included. */
  requests: TransactionRequest[];
  /** One per distinct transaction. */
  labels: Map<string, Label>;
  rings: PlantedRing[];
  /** Ids of each stolen card's payments, in event order. */
  sharedCards: string[][];
  /** Planted innocent patterns: none of their members may be flagged. */
  lookAlikes: { kind: LookAlikeKind; members: string[] }[];
}

/** The fewest transactions that hold one of every planted kind. */
export const leastTransactions = 100;
/** The shortest span that holds the longest look-alike. */
export const leastSpanMs = 4 * 3_600_000;

/** Throws RangeError if the options leave no room for what is to be planted. */
export function generateTraffic(options: TrafficOptions): Traffic {
  const { seed, transactions, startAtMs, spanMs = 6 * 3_600_000, idPrefix = `tx-${seed}` } = options;
  if (spanMs < leastSpanMs) throw new RangeError(`spanMs must be at least ${leastSpanMs}`);
  const random = new Random(seed);
  const population = new Population(random, Math.max(200, Math.ceil(transactions / 4)));

  const scenarios = plantScenarios(random, population, options);
  for (const scenario of scenarios) moveIntoSpan(random, scenario, startAtMs, spanMs);
  const planted = scenarios.flatMap((scenario) => scenario.payments);
  if (planted.length > transactions) throw new RangeError(`transactions must be at least ${planted.length}`);

  const background = drawBackground(random, population, transactions - planted.length, { startAtMs, spanMs });
  const bankOf = (currency: string) => `account-bank-${currency}`;
  const { verdicts } = neutraliseAccidents(background, scenarios, { idPrefix, bankOf });

  const requestOf = toRequests([...background, ...planted], idPrefix);
  const ids = (drafts: Draft[]) => drafts.map((draft) => requestOf.get(draft)?.id ?? '');
  const { late = 0.1, duplicates = 0 } = options;
  return {
    requests: sendingOrder(random, [...requestOf.values()], { late, duplicates }),
    labels: new Map([...verdicts].map(([id, { decision, rules }]) => [id, { decision, rules }])),
    rings: scenarios
      .filter(({ kind }) => kind === 'ring')
      .map(({ payments }) => ({
        members: ids(payments),
        accounts: payments.map((payment) => payment.payer),
        amountsMinor: payments.map((payment) => payment.amountMinor),
        currency: payments[0]?.currency ?? '',
      })),
    sharedCards: scenarios.filter(({ kind }) => kind === 'shared-card').map(({ payments }) => ids(payments)),
    lookAlikes: scenarios.flatMap(({ kind, payments }) =>
      kind === 'ring' || kind === 'shared-card' ? [] : [{ kind, members: ids(payments) }],
    ),
  };
}

function plantScenarios(random: Random, population: Population, options: TrafficOptions): Scenario[] {
  const { transactions } = options;
  const rings = options.rings ?? Math.max(1, Math.floor(transactions / 160));
  const sharedCards = options.sharedCards ?? Math.max(1, Math.floor(transactions / 200));
  const perKind = options.lookAlikesPerKind ?? Math.max(1, Math.floor(transactions / 1_000));
  const lookAlikes = Object.entries({ ...circleLookAlikes, ...cardLookAlikes });
  return [
    // Every size of ring in turn; each fourth one also uses a shared card, so that two rules meet.
    ...times(rings, (index) =>
      plantRing(random, population, 0, { size: 3 + (index % 3), sharedCard: index % 4 === 3 }),
    ),
    ...times(sharedCards, () => plantSharedCard(random, population, 0)),
    ...lookAlikes.flatMap(([kind, build]) =>
      times(perKind, () => ({
        kind: kind as LookAlikeKind,
        payments: build(random, population, 0),
        findings: [],
      })),
    ),
  ];
}

function moveIntoSpan(random: Random, { payments }: Scenario, startAtMs: number, spanMs: number): void {
  const lengthMs = Math.max(...payments.map((payment) => payment.atMs));
  const offsetMs = startAtMs + random.integer(0, spanMs - lengthMs);
  for (const payment of payments) payment.atMs += offsetMs;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
