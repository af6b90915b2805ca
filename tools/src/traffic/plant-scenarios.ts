// Plans everything that is planted in a stream: what, how often and when.

import type { RuleId } from '../reference/thresholds.ts';
import { cardLookAlikes } from './card-look-alikes.ts';
import type { Build, LookAlikeKind, Scenario } from './draft.ts';
import { flowLookAlikes } from './flow-look-alikes.ts';
import { plantedOnCards } from './plant-cards.ts';
import { plantedMules } from './plant-mules.ts';
import { plantRing, ringSize } from './plant-rings.ts';
import type { Population } from './population.ts';
import type { Random } from './random.ts';

export interface HowOften {
  /** Default one in 160 transactions. */
  rings?: number;
  /** Stolen cards used from one device. Default one in 200 transactions. */
  sharedCards?: number;
  /** How often fraud for each of the other rules is planted. Default one in 1,000 transactions, at least one. */
  fraudPerRule?: number;
  /** How often each kind of look-alike is planted. Default one in 1,000 transactions, at least one. */
  lookAlikesPerKind?: number;
}

interface Span {
  startAtMs: number;
  spanMs: number;
}

export function plantScenarios(
  random: Random,
  population: Population,
  { transactions, ...howOften }: HowOften & Span & { transactions: number },
): Scenario[] {
  const oneIn = (many: number) => Math.max(1, Math.floor(transactions / many));
  const { rings = oneIn(160), sharedCards = oneIn(200), fraudPerRule = oneIn(1_000) } = howOften;
  const { lookAlikesPerKind = oneIn(1_000) } = howOften;
  const scenarios: Scenario[] = [];
  // Every fifth ring that is large enough for it also uses a shared card, so that two rules meet.
  for (let index = 0; index < rings; index++) {
    const size = ringSize(index);
    scenarios.push(plantRing(random, population, { size, sharedCard: index % 5 === 4 && size > 2 }));
  }
  for (const [rule, build] of entries<RuleId>({ ...plantedOnCards, ...plantedMules })) {
    const count = rule === 'shared-card-and-device' ? sharedCards : fraudPerRule;
    for (let index = 0; index < count; index++) {
      const payments = build(random, population);
      scenarios.push({ kind: rule, payments, findings: [{ rule, members: payments }] });
    }
  }
  for (const [kind, build] of entries<LookAlikeKind>({ ...flowLookAlikes, ...cardLookAlikes })) {
    for (let index = 0; index < lookAlikesPerKind; index++)
      scenarios.push({ kind, payments: build(random, population), findings: [] });
  }
  for (const scenario of scenarios) moveIntoSpan(random, scenario, howOften);
  return scenarios;
}

const entries = <Kind extends string>(builds: Partial<Record<Kind, Build>>) =>
  Object.entries(builds) as [Kind, Build][];

/** Shifts a scenario's times from 0 to a place in the span where all of it fits. */
function moveIntoSpan(random: Random, { payments }: Scenario, { startAtMs, spanMs }: Span): void {
  const lengthMs = Math.max(...payments.map((payment) => payment.atMs));
  const offsetMs = startAtMs + random.integer(0, spanMs - lengthMs);
  for (const payment of payments) payment.atMs += offsetMs;
}
