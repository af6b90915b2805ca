// Checks every metric and tag in k8s/datadog against what both services really send: at /metrics, as spans, to DogStatsD.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topics } from '@ringtrace/contracts';
import {
  addOpenMetrics,
  addTraceMetrics,
  EmittedMetrics,
  familyNames,
  type MetricMapping,
  problemsOf,
} from './datadog/emitted.ts';
import { allSpanUses, allUses, type Dashboard, readObjects } from './datadog/objects.ts';
import { type Observed, ObservedPipeline } from './datadog/observed-pipeline.ts';
import { spansOf } from './datadog/queries.ts';
import { documented, notSent, notShown, rareValues } from './datadog/unobserved.ts';

const checkout = fileURLToPath(new URL('../', import.meta.url));
const source = (file: string) => readFileSync(`${checkout}${file}`, 'utf8');
const mapping = JSON.parse(source('charts/ringtrace/files/datadog-metrics.json')) as MetricMapping;
const template = source('charts/ringtrace/templates/_datadog.tpl');
const namespace = /"namespace" "(\w+)"/.exec(template)?.[1] ?? '';
const tagOfThePod = /"tags" \(list "(\w+):%%/.exec(template)?.[1] ?? '';

const run = randomBytes(3).toString('hex');
const pipeline = new ObservedPipeline(run);
const emitted = new EmittedMetrics();
let observed: Observed;

beforeAll(async () => {
  observed = await pipeline.observe(emitted, `${checkout}.local/test-logs/datadog-${run}`);
  for (const [service, page] of Object.entries(observed.pages)) {
    const podTags = { service, env: 'local', version: 'any', [tagOfThePod]: 'any' };
    addOpenMetrics(emitted, page, { mapping, namespace }, podTags);
  }
  addTraceMetrics(emitted, observed.spans);
  for (const { name, tags } of documented) {
    for (const service of Object.keys(observed.pages)) {
      emitted.add(name, 'gauge', { ...Object.fromEntries(tags.map((tag) => [tag, 'any'])), service });
    }
  }
}, 400_000);

afterAll(() => pipeline.stop(), 90_000);

const ofOurs = () => emitted.names().filter((name) => name.startsWith(`${namespace}.`));

describe('dashboards, monitors and SLOs', () => {
  it('use only metrics, tags and values that the services send', () => {
    const boards = [...readObjects<Dashboard>('dashboards').values()];
    const variables = new Map(
      boards.flatMap((board) => board.template_variables.map(({ name, prefix }) => [name, prefix] as const)),
    );
    const rare = new Set(rareValues.map(({ tag }) => tag));
    const uses = allUses();
    expect(problemsOf(uses, { emitted, variables, rareValues: rare })).toEqual([]);
    expect(uses.length).toBeGreaterThan(50);
  });

  it('show each of our metrics at least once', () => {
    const family = (name: string) => name.replace(/\.(bucket|sum|count)$/, '');
    const shown = allUses().filter(({ place }) => place.startsWith('dashboards/'));
    const families = new Set(shown.map(({ metric }) => family(metric)));
    const all = new Set(ofOurs().map(family));
    expect([...all].filter((name) => !families.has(name) && !(name in notShown))).toEqual([]);
    expect(Object.keys(notShown).filter((name) => !all.has(name) || families.has(name))).toEqual([]);
  });
});

it('every span query matches at least one span', () => {
  const uses = allSpanUses();
  const idle = uses.filter((use) => spansOf(use, observed.spans).length === 0);
  expect(idle.map(({ place }) => place)).toEqual([]);
  expect(uses.length).toBeGreaterThan(3);
});

it('the chart names services as the queries expect', () => {
  const labels = source('charts/ringtrace/templates/_datadog.tpl');
  const names = source('charts/ringtrace/templates/_names.tpl');
  expect(labels).toContain('tags.datadoghq.com/service: {{ include "ringtrace.name" . }}');
  expect(names).toContain('printf "%s-%s" (include "ringtrace.fullname" .root) .component');
});

describe('the metric mapping in the pod annotation', () => {
  const families = () => new Set(Object.values(observed.pages).flatMap(familyNames));

  it('names only metrics that exist at /metrics', () => {
    expect(Object.keys(mapping).filter((name) => !families().has(name))).toEqual([]);
  });

  it('covers every metric of ours', () => {
    const left = [...families()].filter((name) => !(name in mapping));
    expect(left.filter((name) => !notSent.some(({ prefix }) => name.startsWith(prefix)))).toEqual([]);
  });
});

describe('data streams', () => {
  it('cover both topics, and receive the offsets that the analyzer commits', () => {
    const { dataStreams } = observed;
    expect(dataStreams).toContain('consumer_group:fraud-analyzer-group');
    for (const direction of ['direction:out', 'direction:in']) expect(dataStreams).toContain(direction);
    expect(dataStreams).toContain(`topic:${topics.transactions}`);
    expect(dataStreams).toContain(`topic:${topics.verdicts}`);
  });
});

describe('values that need a failure to appear', () => {
  it.each(rareValues)('$tag appears in the source', ({ word, file }) => {
    expect(source(file)).toContain(word);
  });

  it('are still absent from a healthy run', () => {
    const seen = rareValues.filter(({ tag }) => {
      const [, key = '', value = ''] = /^([^:]+):(.*)$/.exec(tag) ?? [];
      return ofOurs().some((name) => emitted.get(name)?.tags.get(key)?.has(value));
    });
    expect(seen).toEqual([]);
  });
});
