// Compares findings with labels. Counts are integers that can be summed over streams before they become shares. Pure.

import { ruleOf } from '../../traffic/builders.ts';
import type { LabelledPattern, LabelledTraffic } from '../../traffic/labelled/generate-day.ts';
import type { JudgedFinding, Judgement } from '../judge/judgement.ts';

export interface PatternCounts {
  planted: number;
  /** Found by an alert of any rule. */
  found: number;
  /** Found by an alert of the typology's own rule. */
  foundByOwnRule: number;
  /** Planted so that no rule can see it; also counted in `planted`. */
  outside: number;
  outsideFound: number;
  transactions: number;
  flaggedTransactions: number;
}

export interface RuleCounts {
  alerts: number;
  rightAlerts: number;
  /** Distinct members of its alerts, without camouflage. */
  transactions: number;
  fraudTransactions: number;
}

export interface LookAlikeCounts {
  patterns: number;
  /** Patterns with at least one transaction that is not approved. */
  flaggedPatterns: number;
  transactions: number;
  flaggedTransactions: number;
}

export interface Counts {
  transactions: number;
  fraudTransactions: number;
  camouflageTransactions: number;
  /** Not approved, without camouflage. */
  flaggedTransactions: number;
  flaggedFraudTransactions: number;
  /** Not fraud, camouflage or part of a look-alike. */
  backgroundTransactions: number;
  flaggedBackgroundTransactions: number;
  typologies: Record<string, PatternCounts>;
  rules: Record<string, RuleCounts>;
  lookAlikes: Record<string, LookAlikeCounts>;
}

/** Sums the counts of several streams; needs at least one. */
export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce((sum, one) => addAny(sum, one) as Counts);
}

function addAny(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other;
  if (one === undefined) return other;
  if (other === undefined) return one;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...names].map((name) => [name, addAny(left[name], right[name])]));
}

/** A pattern is found if an alert holds half of it; an alert is right if half of it belongs to patterns. */
const enough = 0.5;

export function countOutcome(traffic: LabelledTraffic, { findings, flagged }: Judgement): Counts {
  const fraudulent = new Set(traffic.fraud.flatMap(({ members }) => members));
  const camouflage = new Set(traffic.fraud.flatMap((pattern) => pattern.camouflage ?? []));
  const innocent = new Set(traffic.innocent.flatMap(({ members }) => members));
  const ids = traffic.requests.map(({ id }) => id);
  const background = ids.filter((id) => !fraudulent.has(id) && !camouflage.has(id) && !innocent.has(id));
  const alerts = toAlerts(findings);
  const alertsOf = byMember(alerts);
  const flaggedAmong = (some: Iterable<string>) => countWhere(some, (id) => flagged.has(id));
  return {
    transactions: ids.length,
    fraudTransactions: fraudulent.size,
    camouflageTransactions: camouflage.size,
    flaggedTransactions: countWhere(ids, (id) => flagged.has(id) && !camouflage.has(id)),
    flaggedFraudTransactions: flaggedAmong(fraudulent),
    backgroundTransactions: background.length,
    flaggedBackgroundTransactions: flaggedAmong(background),
    typologies: countByKind(traffic.fraud, (patterns) => countPatterns(patterns, alertsOf, flagged)),
    rules: Object.fromEntries(
      [...Map.groupBy(alerts, ({ rule }) => rule)].map(([rule, some]) => [
        rule,
        countAlerts(some, fraudulent, camouflage),
      ]),
    ),
    lookAlikes: countByKind(traffic.innocent, (patterns) => countLookAlikes(patterns, flagged)),
  };
}

function countPatterns(
  patterns: readonly LabelledPattern[],
  alertsOf: ReadonlyMap<string, readonly JudgedFinding[]>,
  flagged: ReadonlySet<string>,
): PatternCounts {
  const rulesThatFound = new Map(patterns.map((pattern) => [pattern, findersOf(pattern, alertsOf)]));
  const found = patterns.filter((pattern) => rulesThatFound.get(pattern)?.size);
  const members = new Set(patterns.flatMap((pattern) => pattern.members));
  return {
    planted: patterns.length,
    found: found.length,
    foundByOwnRule: countWhere(
      patterns,
      (pattern) => rulesThatFound.get(pattern)?.has(ruleOf(pattern.kind) ?? '') === true,
    ),
    outside: countWhere(patterns, ({ outside }) => outside !== undefined),
    outsideFound: countWhere(found, ({ outside }) => outside !== undefined),
    transactions: members.size,
    flaggedTransactions: countWhere(members, (id) => flagged.has(id)),
  };
}

/** The rules with an alert that holds at least half of the pattern. */
function findersOf(
  { members }: LabelledPattern,
  alertsOf: ReadonlyMap<string, readonly JudgedFinding[]>,
): Set<string> {
  const shared = new Map<JudgedFinding, number>();
  for (const id of members) {
    for (const alert of alertsOf.get(id) ?? []) shared.set(alert, (shared.get(alert) ?? 0) + 1);
  }
  return new Set(
    [...shared].flatMap(([{ rule }, count]) => (count >= members.length * enough ? [rule] : [])),
  );
}

/** The alerts that contain a transaction, at most one per rule. */
function byMember(alerts: readonly JudgedFinding[]): Map<string, JudgedFinding[]> {
  const alertsOf = new Map<string, JudgedFinding[]>();
  for (const alert of alerts) {
    for (const id of alert.members) alertsOf.set(id, [...(alertsOf.get(id) ?? []), alert]);
  }
  return alertsOf;
}

function countAlerts(
  alerts: readonly JudgedFinding[],
  fraudulent: ReadonlySet<string>,
  camouflage: ReadonlySet<string>,
): RuleCounts {
  const isCriminal = (id: string) => fraudulent.has(id) || camouflage.has(id);
  const members = new Set(alerts.flatMap((alert) => alert.members.filter((id) => !camouflage.has(id))));
  return {
    alerts: alerts.length,
    rightAlerts: countWhere(
      alerts,
      (alert) => countWhere(alert.members, isCriminal) >= alert.members.length * enough,
    ),
    transactions: members.size,
    fraudTransactions: countWhere(members, (id) => fraudulent.has(id)),
  };
}

function countLookAlikes(
  patterns: readonly LabelledPattern[],
  flagged: ReadonlySet<string>,
): LookAlikeCounts {
  const members = new Set(patterns.flatMap((pattern) => pattern.members));
  return {
    patterns: patterns.length,
    flaggedPatterns: countWhere(patterns, (pattern) => pattern.members.some((id) => flagged.has(id))),
    transactions: members.size,
    flaggedTransactions: countWhere(members, (id) => flagged.has(id)),
  };
}

function countByKind<T>(
  patterns: readonly LabelledPattern[],
  count: (patterns: readonly LabelledPattern[]) => T,
): Record<string, T> {
  return Object.fromEntries(
    [...Map.groupBy(patterns, ({ kind }) => kind)].map(([kind, some]) => [kind, count(some)]),
  );
}

function countWhere<T>(items: Iterable<T>, condition: (item: T) => boolean): number {
  let count = 0;
  for (const item of items) if (condition(item)) count++;
  return count;
}

/**
 * Merges findings of one rule that share transactions, directly or transitively, into one alert: what an analyst looks at.
 * A ring with split hops gives many findings, which must count once, whether right or wrong.
 */
export function toAlerts(findings: readonly JudgedFinding[]): JudgedFinding[] {
  return [...Map.groupBy(findings, ({ rule }) => rule).values()].flatMap(mergeOverlapping);
}

function mergeOverlapping(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const alertOf = new Map<string, { rule: string; members: Set<string> }>();
  for (const { rule, members } of findings) {
    const merged = { rule, members: new Set(members) };
    for (const known of new Set(members.flatMap((id) => alertOf.get(id) ?? []))) {
      for (const id of known.members) merged.members.add(id);
    }
    for (const id of merged.members) alertOf.set(id, merged);
  }
  return [...new Set(alertOf.values())].map(({ rule, members }) => ({ rule, members: [...members] }));
}
