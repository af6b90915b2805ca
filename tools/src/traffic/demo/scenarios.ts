// What the demo plants: fraud that a given rule must find, and look-alikes that no rule may find. Patterns come from the
// builders of the labelled day. Each is drawn again until the reference model judges it as intended.
import { judge } from '../../reference/reference-model.ts';
import { defaultThresholds, type RuleId, ruleIds } from '../../reference/thresholds.ts';
import { fraud, innocent, keysOf, typologyOf } from '../builders.ts';
import { drawTimeOfDay, pickCurrency } from '../draws.ts';
import type { Economy, Scene } from '../economy.ts';
import type { Build, PlannedPayment } from '../payments.ts';
import type { Random } from '../random.ts';
import { toRequest } from '../wire.ts';
import { nearMisses } from './near-misses.ts';

export interface HowOften {
  /** Default one in 160 transactions. */
  rings?: number;
  /** Stolen cards used from one device. Default one in 200 transactions. */
  sharedCards?: number;
  /** Fraud for each of the other rules. Default one in 1,000 transactions, at least one. */
  fraudPerRule?: number;
  /** Look-alikes of each kind. Default one in 1,000 transactions, at least one. */
  lookAlikesPerKind?: number;
}

// Rents are due on a day of their own, and a till's tablet is sometimes one for many accounts.
const { landlord: _, 'shop-device': __, ...ordinaryLife } = innocent;
const lookAlikes = { ...nearMisses, ...ordinaryLife };
/** Innocent patterns that a careless rule would flag. */
export const lookAlikeKinds = keysOf(lookAlikes);
export type LookAlikeKind = keyof typeof lookAlikes;

interface PlantedFinding {
  rule: RuleId;
  members: PlannedPayment[];
}

export interface Scenario {
  /** The rule that must find all payments as one finding, or the kind of look-alike. */
  kind: RuleId | LookAlikeKind;
  payments: PlannedPayment[];
  /** All that the rules find in these payments alone. */
  findings: PlantedFinding[];
}

interface Stage {
  random: Random;
  economy: Economy;
  startAtMs: number;
  spanMs: number;
}

// Bounds the size of one of each kind, so that all of them fit into a small stream.
const maxFraudPayments = 8;
const maxInnocentPayments = 6;
const maxTries = 100_000;
const onThreshold = 0.1;
const bookedOutOfOrder = 0.3;
const ringSizes = [3, 4, 5, 2, 3, 4, 5, 6];

/** Customers who pay or are paid in one scenario take part in no other. */
export function plantScenarios(stage: Stage, transactions: number, howOften: HowOften): Scenario[] {
  const oneIn = (many: number) => Math.max(1, Math.floor(transactions / many));
  const { rings = oneIn(160), sharedCards = oneIn(200), fraudPerRule = oneIn(1_000) } = howOften;
  const { lookAlikesPerKind = oneIn(1_000) } = howOften;
  const repeat = (count: number, plant: (index: number) => Scenario) =>
    Array.from({ length: count }, (_, i) => plant(i));
  return [
    ...repeat(rings, (index) => plantRing(stage, index)),
    ...ruleIds.flatMap((rule) => {
      if (rule === 'ring') return [];
      return repeat(rule === 'shared-card-and-device' ? sharedCards : fraudPerRule, () =>
        plantFraud(stage, rule),
      );
    }),
    ...lookAlikeKinds.flatMap((kind) => repeat(lookAlikesPerKind, () => plantLookAlike(stage, kind))),
  ];
}

function plantFraud(stage: Stage, rule: Exclude<RuleId, 'ring'>): Scenario {
  const build: Build = fraud[typologyOf(rule)];
  return plant(stage, rule, {
    build: (scene) =>
      sometimesStretched(
        scene.random,
        build(scene).payments.slice(0, maxFraudPayments),
        defaultThresholds[rule].windowMs,
      ),
    // Rings and stolen cards are counted separately: other fraud must not hold a ring, a stolen card nothing else.
    isWanted: (findings, payments) =>
      findsAll(findings, rule, payments) &&
      findings.every((finding) => finding.rule !== 'ring') &&
      (rule !== 'shared-card-and-device' || findings.length === 1),
  });
}

/** Every fifth ring with three accounts or more also uses one card and device twice, so that two rules meet. */
function plantRing(stage: Stage, index: number): Scenario {
  const { random, economy } = stage;
  const size = ringSizes[index % ringSizes.length] as number;
  const sharesCard = index % 5 === 4 && size > 2;
  const outOfOrder = size > 2 && random.chance(bookedOutOfOrder);
  return plant(stage, 'ring', {
    build: (scene) => {
      const { payments } = fraud.ring(scene);
      if (payments.length !== size || isInOrder(payments) === outOfOrder) return [];
      if (!sharesCard) return sometimesStretched(random, payments, defaultThresholds.ring.windowMs);
      const [first, second] = payments as [PlannedPayment, PlannedPayment];
      const { windowMs } = defaultThresholds['shared-card-and-device'];
      const shared = { card: economy.newName('c'), device: economy.newName('d') };
      Object.assign(first, shared);
      Object.assign(second, shared, { atMs: first.atMs + random.integer(0, windowMs) });
      return payments;
    },
    isWanted: (findings, payments) =>
      findsAll(findings, 'ring', payments) &&
      (!sharesCard || findsAll(findings, 'shared-card-and-device', payments.slice(0, 2))),
  });
}

function plantLookAlike(stage: Stage, kind: LookAlikeKind): Scenario {
  const limit = kind in nearMisses ? Number.POSITIVE_INFINITY : maxInnocentPayments;
  return plant(stage, kind, {
    build: (scene) => lookAlikes[kind](scene).payments.slice(0, limit),
    isWanted: (findings) => findings.length === 0,
  });
}

interface Wanted {
  /** No payments: draw again. */
  build(scene: Scene): PlannedPayment[];
  isWanted(findings: readonly PlantedFinding[], payments: readonly PlannedPayment[]): boolean;
}

/** Throws RangeError if nothing wanted fits into the span. */
function plant(stage: Stage, kind: Scenario['kind'], { build, isWanted }: Wanted): Scenario {
  const { random, economy, startAtMs, spanMs } = stage;
  for (let tries = 0; tries < maxTries; tries++) {
    const currency = pickCurrency(random);
    const beginAtMs = drawTimeOfDay(random, startAtMs, spanMs);
    const payments = build({ random, economy, currency, startAtMs: beginAtMs });
    const fits = payments.every(({ atMs }) => atMs >= startAtMs && atMs <= startAtMs + spanMs);
    if (payments.length === 0 || !fits || payments.some((payment) => isShared(economy, payment))) continue;
    const findings = findingsIn(payments);
    if (!isWanted(findings, payments)) continue;
    for (const { payer, payee } of payments) economy.reserved.add(payer).add(payee);
    return { kind, payments, findings };
  }
  throw new RangeError(`No ${kind} fits into ${spanMs} ms`);
}

/** Another scenario already uses one of the accounts between which the money flows. */
function isShared({ reserved }: Economy, { type, merchantId, payer, payee }: PlannedPayment): boolean {
  return type === 'transfer' && merchantId === undefined && (reserved.has(payer) || reserved.has(payee));
}

function findingsIn(payments: readonly PlannedPayment[]): PlantedFinding[] {
  const { findings } = judge(payments.map((payment, index) => toRequest({ ...payment, id: String(index) })));
  return findings.map(({ rule, members }) => ({
    rule,
    members: members.map((id) => payments[Number(id)] as PlannedPayment),
  }));
}

const findsAll = (findings: readonly PlantedFinding[], rule: RuleId, payments: readonly PlannedPayment[]) =>
  findings.some(
    (finding) =>
      finding.rule === rule &&
      finding.members.length === payments.length &&
      payments.every((payment) => finding.members.includes(payment)),
  );

const isInOrder = (payments: readonly PlannedPayment[]) =>
  payments.every(({ atMs }, index) => index === 0 || atMs >= (payments[index - 1] as PlannedPayment).atMs);

/** Now and then moves the last payment so that all of them take exactly `windowMs`. */
function sometimesStretched(random: Random, payments: PlannedPayment[], windowMs: number): PlannedPayment[] {
  if (!random.chance(onThreshold)) return payments;
  const inOrder = payments.toSorted((a, b) => a.atMs - b.atMs);
  const last = inOrder.at(-1) as PlannedPayment;
  last.atMs = (inOrder[0] as PlannedPayment).atMs + windowMs;
  return payments;
}
