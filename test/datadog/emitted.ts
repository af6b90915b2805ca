// What reaches Datadog, under the names it has there: by DogStatsD (a socket here in place of the agent's), by the agent's
// OpenMetrics check of /metrics, and as the metrics that Datadog computes from spans: `trace.<span name>` with its
// latencies, `.hits`, `.errors`. Compares it with what queries use.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type ReceivedSpan } from '@ringtrace/tools';
import type { PlacedUse } from './objects.ts';
import type { TagFilter } from './queries.ts';

export interface Emitted {
  name: string;
  kind: 'count' | 'gauge' | 'distribution';
  /** Keys that every series of the metric had, with the values seen. */
  tags: Map<string, Set<string>>;
}

export class EmittedMetrics {
  private readonly byName = new Map<string, Emitted>();

  add(name: string, kind: Emitted['kind'], tags: Record<string, string>): void {
    const known = this.byName.get(name) ?? { name, kind, tags: new Map<string, Set<string>>() };
    for (const [key, value] of Object.entries(tags)) {
      known.tags.set(key, (known.tags.get(key) ?? new Set()).add(toTagValue(value)));
    }
    this.byName.set(name, known);
  }

  get(name: string): Emitted | undefined {
    return this.byName.get(name);
  }

  names(): string[] {
    return [...this.byName.keys()];
  }
}

/** As Datadog stores it: lower case, with `_` for characters that a tag cannot hold. */
export function toTagValue(value: string): string {
  return value.toLowerCase().replace(/[^\p{L}\p{N}_\-:./]/gu, '_');
}

export interface DogStatsD {
  port: number;
  close(): void;
}

/** Adds everything received to `emitted` until it is closed. */
export async function receiveDogStatsD(emitted: EmittedMetrics): Promise<DogStatsD> {
  const socket = createSocket('udp4');
  socket.on('message', (packet) => {
    for (const line of packet.toString().split('\n')) addLine(emitted, line);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => void socket.close() };
}

const kinds = { c: 'count', g: 'gauge', d: 'distribution', h: 'distribution' } as const;

function addLine(emitted: EmittedMetrics, line: string): void {
  const [, name, kind, tags = ''] = /^([\w.]+):[^|]+\|([cgdh])(?:\|#([^|]*))?/.exec(line) ?? [];
  if (name === undefined) return;
  const pairs = tags.split(',').map((tag): [string, string] => {
    const colon = tag.indexOf(':');
    return [tag.slice(0, colon), tag.slice(colon + 1)];
  });
  emitted.add(name, kinds[kind as keyof typeof kinds], Object.fromEntries(pairs));
}

/** Only for spans that are measured or the first of their service in a trace, and only with these tags. */
export function addTraceMetrics(emitted: EmittedMetrics, spans: readonly ReceivedSpan[]): void {
  for (const { name, service, resource, tags } of spans) {
    if (tags['_dd.measured'] !== '1' && tags['_dd.top_level'] !== '1') continue;
    const { env = '', version = '' } = tags;
    const known = { service, env, version, resource_name: resource };
    emitted.add(`trace.${name}`, 'distribution', known);
    emitted.add(`trace.${name}.hits`, 'count', known);
    emitted.add(`trace.${name}.errors`, 'count', known);
  }
}

/** Maps names at /metrics, counters without `_total`, to names in Datadog without namespace. */
export type MetricMapping = Record<string, string>;

interface Family {
  name: string;
  type: string;
  samples: { name: string; labels: Record<string, string> }[];
}

/**
 * What the agent's OpenMetrics check (version 2, `openmetrics_endpoint`) makes of a /metrics page. The names were compared
 * with the output of the check itself for the same page (datadog-checks-base 38.5.0). Adds every mapped metric of `page`;
 * `podTags` are the tags that the agent adds for the pod.
 */
export function addOpenMetrics(
  emitted: EmittedMetrics,
  page: string,
  { mapping, namespace }: { mapping: MetricMapping; namespace: string },
  podTags: Record<string, string>,
): void {
  for (const { name, type, samples } of familiesOf(page)) {
    const mapped = mapping[name];
    if (mapped === undefined) continue;
    const full = `${namespace}.${mapped}`;
    for (const sample of samples) {
      const { le, ...labels } = sample.labels;
      const tags = { ...podTags, ...labels };
      if (type === 'gauge') emitted.add(full, 'gauge', tags);
      else if (type === 'counter') emitted.add(`${full}.count`, 'count', tags);
      else if (le === undefined)
        emitted.add(`${full}${sample.name.endsWith('_sum') ? '.sum' : '.count'}`, 'count', tags);
      // The last bucket equals `.count`.
      else if (le !== '+Inf') emitted.add(`${full}.bucket`, 'count', { ...tags, upper_bound: asFloat(le) });
    }
  }
}

/** Names at /metrics, counters without `_total`, of families that have a sample. */
export function familyNames(page: string): string[] {
  return familiesOf(page).flatMap(({ name, samples }) => (samples.length > 0 ? [name] : []));
}

function familiesOf(page: string): Family[] {
  const families: Family[] = [];
  for (const line of page.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) {
      const [, name = '', kind = ''] = type;
      families.push({
        name: kind === 'counter' ? name.replace(/_total$/, '') : name,
        type: kind,
        samples: [],
      });
      continue;
    }
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line);
    if (sample) families.at(-1)?.samples.push({ name: sample[1] ?? '', labels: labelsOf(sample[2] ?? '') });
  }
  return families;
}

function labelsOf(text: string): Record<string, string> {
  const labels = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries([...labels].map(([, key, value]) => [key ?? '', value ?? '']));
}

// The check formats bounds like Python floats.
function asFloat(bound: string): string {
  return bound.includes('.') ? bound : `${bound}.0`;
}

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
