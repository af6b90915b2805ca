// A realistic labelled stream of transactions: ordinary payments, planted fraud and innocent look-alikes. The same options give
// the same stream. Labels come from the reference model, which must find exactly what was planted.
import type { Decision, TransactionRequest } from '@ringtrace/contracts';
import { findRings } from '../reference/find-rings.ts';
import { type ReferenceFinding, toPayments } from '../reference/payment.ts';
import { defaultThresholds, type RuleId } from '../reference/thresholds.ts';
import { drawBackground } from './background.ts';
import { type LookAlikeKind, lookAlikeKinds, type Scenario } from './draft.ts';
import { type Neutral, neutraliseAccidents } from './neutralise-accidents.ts';
import { type HowOften, plantScenarios } from './plant-scenarios.ts';
import { Population } from './population.ts';
import { Random } from './random.ts';
import { sendingOrder } from './sending-order.ts';

export interface TrafficOptions extends HowOften {
  seed: number;
  /** Distinct transactions, planted ones included; at least `minTransactions`. */
  transactions: number;
  /** Time of the first event, epoch milliseconds. The last one is at most `spanMs` later. */
  startAtMs: number;
  /** At least `minSpanMs`. Default six hours. */
  spanMs?: number;
  /** Share sent up to 50 places late. Default 0.1. */
  late?: number;
  /** Share sent twice. Default 0: no copies. */
  duplicates?: number;
  /** Prefix of all ids and entities. Default `tx-<seed>`. Runs that share a database need different ones. */
  idPrefix?: string;
}

/** What the pipeline must say about a transaction once everything has arrived. */
export interface Label {
  decision: Decision;
  rules: RuleId[];
}

export interface PlantedRing {
  /** Transaction ids in the order of the money flow. */
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
  /** All findings of all rules: fraud planted for one rule may also be found by others. */
  findings: ReferenceFinding[];
  /** All planted fraud, including rings and stolen cards, with the rule it was planted for. */
  planted: { rule: RuleId; members: string[] }[];
  rings: PlantedRing[];
  /** Ids of each stolen card's payments, in event order. */
  sharedCards: string[][];
  /** Planted innocent patterns: none of their members may be flagged. */
  lookAlikes: { kind: LookAlikeKind; members: string[] }[];
}

/** Room for one of every planted kind. */
export const minTransactions = 200;
/** The shortest span that has room for the longest pattern at several places. */
export const minSpanMs = 4 * 3_600_000;

/** Throws RangeError if the options leave too little room. */
export function generateTraffic(options: TrafficOptions): Traffic {
  const { seed, transactions, startAtMs, spanMs = 6 * 3_600_000, idPrefix = `tx-${seed}` } = options;
  if (spanMs < minSpanMs) throw new RangeError(`spanMs must be at least ${minSpanMs}`);
  const random = new Random(seed);
  const population = new Population(random, Math.max(200, Math.ceil(transactions / 4)), idPrefix);

  const scenarios = plantScenarios(random, population, { ...options, spanMs });
  const planted = scenarios.reduce((count, { payments }) => count + payments.length, 0);
  if (planted > transactions) throw new RangeError(`transactions must be at least ${planted}`);

  const background = drawBackground(random, population, transactions - planted, { startAtMs, spanMs });
  const bankOf = (code: string) => population.market({ code }).bank;
  const neutral = neutraliseAccidents(background, scenarios, { idPrefix, bankOf });

  const { late = 0.1, duplicates = 0 } = options;
  return {
    requests: sendingOrder(random, [...neutral.requestOf.values()], { late, duplicates }),
    ...answersOf(neutral, scenarios),
  };
}

function answersOf(
  { judgement, requestOf }: Neutral,
  scenarios: readonly Scenario[],
): Omit<Traffic, 'requests'> {
  const { findings, verdicts } = judgement;
  const built = scenarios.map(({ kind, payments }) => {
    const requests = payments.flatMap((payment) => requestOf.get(payment) ?? []);
    return { kind, requests, members: requests.map(({ id }) => id) };
  });
  const isLookAlike = (kind: Scenario['kind']): kind is LookAlikeKind =>
    (lookAlikeKinds as readonly string[]).includes(kind);
  return {
    labels: new Map([...verdicts].map(([id, { decision, rules }]) => [id, { decision, rules }])),
    findings,
    planted: built.flatMap(({ kind, members }) => (isLookAlike(kind) ? [] : [{ rule: kind, members }])),
    rings: built.flatMap(({ kind, requests }) => (kind === 'ring' ? [toRing(requests)] : [])),
    sharedCards: built.flatMap(({ kind, members }) => (kind === 'shared-card-and-device' ? [members] : [])),
    lookAlikes: built.flatMap(({ kind, members }) => (isLookAlike(kind) ? [{ kind, members }] : [])),
  };
}

function toRing(requests: readonly TransactionRequest[]): PlantedRing {
  const [hops = []] = findRings(toPayments(requests), defaultThresholds.ring);
  return {
    members: hops.map(({ id }) => id),
    accounts: hops.map(({ payer }) => payer),
    amountsMinor: hops.map(({ amountMinor }) => amountMinor),
    currency: hops[0]?.currency ?? '',
  };
}
