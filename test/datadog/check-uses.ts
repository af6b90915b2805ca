// Compares what queries use with what the services send. Pure.
import type { Emitted, EmittedMetrics } from './emitted.ts';
import type { TagFilter } from './metric-query.ts';
import type { PlacedUse } from './objects.ts';

export interface Known {
  emitted: EmittedMetrics;
  /** Template variables of dashboards: name to tag key. */
  variables: ReadonlyMap<string, string>;
  /** Tag values that a healthy run does not show: `key:value`. */
  rareValues: ReadonlySet<string>;
}

/** One line per mistake: a metric, tag or value that nothing sends, or an unsuitable aggregation. */
export function problemsOf(uses: readonly PlacedUse[], known: Known): string[] {
  return uses.flatMap((use) => {
    const found = known.emitted.get(use.metric);
    const problems = found ? problemsOfUse(use, found, known) : ['nothing sends it'];
    return problems.map((problem) => `${use.place}: ${use.metric}: ${problem}`);
  });
}

function problemsOfUse(use: PlacedUse, { kind, tags }: Emitted, known: Known): string[] {
  const counted = use.modifiers.some((modifier) => modifier === 'as_count' || modifier === 'as_rate');
  const variableKeys = use.variables.map((name) => known.variables.get(name) ?? `$${name}`);
  const keys = [...use.filters.map(({ key }) => key), ...use.groupBy, ...variableKeys];
  return [
    ...(kind === 'count' && !counted ? ['a count needs as_count() or as_rate()'] : []),
    ...(kind !== 'count' && counted ? [`a ${kind} is not counted`] : []),
    ...(kind !== 'distribution' && use.aggregator.startsWith('p') ? [`a ${kind} has no percentiles`] : []),
    ...[...new Set(keys)].filter((key) => !tags.has(key)).map((key) => `no tag ${key}`),
    ...use.filters.flatMap((filter) => unseenValues(filter, tags.get(filter.key), known.rareValues)),
  ];
}

function unseenValues({ key, values }: TagFilter, seen: Set<string> | undefined, rare: ReadonlySet<string>) {
  if (seen === undefined) return [];
  return (
    values
      // The chart prefixes service names with the release name.
      .map((value) => value.replace(/^%name%-/, ''))
      .filter((value) => {
        if (value === '%env%' || rare.has(`${key}:${value}`)) return false;
        return value.endsWith('*')
          ? ![...seen].some((each) => each.startsWith(value.slice(0, -1)))
          : !seen.has(value);
      })
      .map((value) => `${key} is never ${value}`)
  );
}
