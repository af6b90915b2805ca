// Which rules there are when shipped ones and those of a directory come together, and what changes between two such
// sets. Pure.
import type { Rule } from './rule.ts';

export interface SourcedRule extends Rule {
  source: 'shipped' | 'directory';
}

/** A rule of the directory stands in for the shipped one of its id. In the order of their ids. */
export function overrideRules(shipped: readonly Rule[], directory: readonly Rule[]): SourcedRule[] {
  const rules = new Map<string, SourcedRule>();
  for (const rule of shipped) rules.set(rule.id, { ...rule, source: 'shipped' });
  for (const rule of directory) rules.set(rule.id, { ...rule, source: 'directory' });
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface RuleChanges {
  /** New, or other than before. */
  begun: SourcedRule[];
  /** No longer there. */
  ended: SourcedRule[];
  /** Of those begun: find something else under the version of before, so that findings cannot be told apart. */
  unversioned: SourcedRule[];
}

export function changesBetween(before: readonly SourcedRule[], after: readonly SourcedRule[]): RuleChanges {
  const earlier = new Map(before.map((rule) => [rule.id, rule]));
  const ids = new Set(after.map((rule) => rule.id));
  const begun = after.filter((rule) => {
    const known = earlier.get(rule.id);
    return known?.cypher !== rule.cypher || known.source !== rule.source;
  });
  return {
    begun,
    ended: before.filter((rule) => !ids.has(rule.id)),
    unversioned: begun.filter((rule) => {
      const known = earlier.get(rule.id);
      return known !== undefined && rule.version <= known.version && judgement(rule) !== judgement(known);
    }),
  };
}

// Its text but the line that says whether it counts: switching a rule on or off is no other rule.
function judgement({ cypher }: Rule): string {
  return cypher.replace(/^\/\/\s*(mode|version):.*\n/gm, '').trimEnd();
}
