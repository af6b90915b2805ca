// Combines the shipped rules with those of a directory, and compares two such sets. Pure.
import type { Rule } from './rule.ts';

export interface SourcedRule extends Rule {
  source: 'shipped' | 'directory';
}

/** A rule of the directory replaces the shipped rule with the same id. Sorted by id. */
export function overrideRules(shipped: readonly Rule[], directory: readonly Rule[]): SourcedRule[] {
  const rules = new Map<string, SourcedRule>();
  for (const rule of shipped) rules.set(rule.id, { ...rule, source: 'shipped' });
  for (const rule of directory) rules.set(rule.id, { ...rule, source: 'directory' });
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export interface RuleChanges {
  /** New or changed. */
  added: SourcedRule[];
  removed: SourcedRule[];
  /** Those of `added` that changed without a higher version: their findings cannot be told from those before. */
  unversioned: SourcedRule[];
}

export function changesBetween(before: readonly SourcedRule[], after: readonly SourcedRule[]): RuleChanges {
  const earlier = new Map(before.map((rule) => [rule.id, rule]));
  const ids = new Set(after.map((rule) => rule.id));
  const added = after.filter((rule) => {
    const known = earlier.get(rule.id);
    return known?.cypher !== rule.cypher || known.source !== rule.source;
  });
  return {
    added,
    removed: before.filter((rule) => !ids.has(rule.id)),
    unversioned: added.filter((rule) => {
      const known = earlier.get(rule.id);
      return known !== undefined && rule.version <= known.version && withoutMode(rule) !== withoutMode(known);
    }),
  };
}

// The text without mode and version: switching a rule on or off does not change what it finds.
function withoutMode({ cypher }: Rule): string {
  return cypher.replace(/^\/\/\s*(mode|version):.*\n/gm, '').trimEnd();
}
