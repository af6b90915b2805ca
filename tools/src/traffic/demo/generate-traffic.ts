// A labelled stream for the demo and the tests: ordinary life, planted fraud, and innocent patterns that resemble it. The
// same options give the same stream. The reference model labels it, and finds exactly what was planted.
import type { Decision, TransactionRequest } from '@ringtrace/contracts';
import { findRings } from '../../reference/find-rings.ts';
import { type ReferenceFinding, toPayments } from '../../reference/payment.ts';
import { defaultThresholds, type RuleId, ruleIds } from '../../reference/thresholds.ts';
import { drawBackground } from '../background.ts';
import { Economy } from '../economy.ts';
import { Random } from '../random.ts';
import { sendingOrder } from '../wire.ts';
import { type Neutral, neutraliseAccidents } from './neutralise-accidents.ts';
import { type HowOften, type LookAlikeKind, plantScenarios, type Scenario } from './scenarios.ts';

export interface TrafficOptions extends HowOften {
  seed: number;
  /** Distinct transactions, planted ones included; at least `minTransactions`. */
  transactions: number;
  /** Time of the first event, epoch milliseconds. The last one is at most `spanMs` later. */
  startAtMs: number;
  /** At least `minSpanMs`. Default six hours. */
  spanMs?: number;
  /** The share that is sent up to 50 positions late. Default 0.1. */
  late?: number;
  /** The share that is sent twice. Default 0. */
  duplicates?: number;
  /** Of transaction ids and all identifiers. Default `tx-<seed>`. Runs that share a database need different ones. */
  idPrefix?: string;
}

/** What the pipeline must conclude about a transaction once everything has arrived. */
export interface Label {
  decision: Decision;
  rules: RuleId[];
}

export interface PlantedRing {
  /** Transaction ids in the order in which the money flows. */
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
  /** All that must be found. Fraud that was planted for one rule can be found by others, too. */
  findings: ReferenceFinding[];
  /** All planted fraud, including rings and stolen cards, with the rule that it was planted for. */
  planted: { rule: RuleId; members: string[] }[];
  rings: PlantedRing[];
  /** The transaction ids of each stolen card. */
  sharedCards: string[][];
  /** Planted innocent patterns: none of their members may be flagged. */
  lookAlikes: { kind: LookAlikeKind; members: string[] }[];
}

/** Room for one of every planted kind. */
export const minTransactions = 200;
/** Long enough for the longest planted pattern. */
export const minSpanMs = 4 * 3_600_000;

/** Throws RangeError if the options leave no room for what is planted. */
export function generateTraffic(options: TrafficOptions): Traffic {
  const { seed, transactions, startAtMs, spanMs = 6 * 3_600_000, idPrefix = `tx-${seed}` } = options;
  if (spanMs < minSpanMs) throw new RangeError(`spanMs must be at least ${minSpanMs}`);
  const random = new Random(seed);
  const economy = new Economy(random, Math.max(200, Math.ceil(transactions / 4)), idPrefix);

  const scenarios = plantScenarios({ random, economy, startAtMs, spanMs }, transactions, options);
  const planted = scenarios.reduce((count, { payments }) => count + payments.length, 0);
  if (planted > transactions) throw new RangeError(`transactions must be at least ${planted}`);

  const background = drawBackground(random, economy, transactions - planted, { startAtMs, spanMs });
  const cashMachineOf = (code: string) => economy.market({ code }).cashMachine;
  const neutral = neutraliseAccidents(background, scenarios, { idPrefix, cashMachineOf });

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
  const isRule = (kind: Scenario['kind']): kind is RuleId => (ruleIds as string[]).includes(kind);
  return {
    labels: new Map([...verdicts].map(([id, { decision, rules }]) => [id, { decision, rules }])),
    findings,
    planted: built.flatMap(({ kind, members }) => (isRule(kind) ? [{ rule: kind, members }] : [])),
    rings: built.flatMap(({ kind, requests }) => (kind === 'ring' ? [toRing(requests)] : [])),
    sharedCards: built.flatMap(({ kind, members }) => (kind === 'shared-card-and-device' ? [members] : [])),
    lookAlikes: built.flatMap(({ kind, members }) => (isRule(kind) ? [] : [{ kind, members }])),
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
