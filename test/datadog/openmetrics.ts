// What the agent's OpenMetrics check (version 2, `openmetrics_endpoint`) makes of a /metrics page. The names were
// compared with the output of the check itself for the same page (datadog-checks-base 38.5.0).
import type { EmittedMetrics } from './emitted.ts';

/** Maps names at /metrics, counters without `_total`, to names in Datadog without namespace. */
export type MetricMapping = Record<string, string>;

interface Family {
  name: string;
  type: string;
  samples: { name: string; labels: Record<string, string> }[];
}

/** Adds every mapped metric of `page`; `podTags` are the tags that the agent adds for the pod. */
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
