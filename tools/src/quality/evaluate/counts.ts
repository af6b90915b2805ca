// What evaluation counts: whole numbers that can be added up over streams, and only then become shares. Pure.

export interface PatternCounts {
  planted: number;
  /** By an alert of any rule. */
  found: number;
  /** By an alert of the typology's own rule. */
  foundByOwnRule: number;
  /** Planted so that no rule can see it; counted in `planted`, too. */
  outside: number;
  outsideFound: number;
  transactions: number;
  flaggedTransactions: number;
}

export interface RuleCounts {
  alerts: number;
  rightAlerts: number;
  /** Distinct members of its alerts, camouflage left out. */
  transactions: number;
  fraudTransactions: number;
}

export interface LookAlikeCounts {
  patterns: number;
  /** With at least one transaction that is not approved. */
  flaggedPatterns: number;
  transactions: number;
  flaggedTransactions: number;
}

export interface Counts {
  transactions: number;
  fraudTransactions: number;
  camouflageTransactions: number;
  /** Not approved, camouflage left out. */
  flaggedTransactions: number;
  flaggedFraudTransactions: number;
  /** Neither fraud nor camouflage nor part of a look-alike. */
  backgroundTransactions: number;
  flaggedBackgroundTransactions: number;
  typologies: Record<string, PatternCounts>;
  rules: Record<string, RuleCounts>;
  lookAlikes: Record<string, LookAlikeCounts>;
}

/** The counts of several streams together. Throws nothing; of no counts there is nothing to add. */
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
