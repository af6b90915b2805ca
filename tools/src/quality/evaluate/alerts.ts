// What an analyst would have to look at. Pure.
import type { JudgedFinding } from '../judge/judgement.ts';

/**
 * Findings of one rule that share transactions, directly or over others, are one alert: a ring whose hops are split gives
 * many findings, and must neither count many times as right nor many times as wrong.
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
