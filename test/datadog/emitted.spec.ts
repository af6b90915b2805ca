// Each mistake that the check exists for, made once.
import { addOpenMetrics, EmittedMetrics, familyNames, problemsOf } from './emitted.ts';
import { parseMetricQuery } from './queries.ts';

const emitted = new EmittedMetrics();
emitted.add('a.count', 'count', { env: 'local', outcome: 'accepted' });
emitted.add('b', 'gauge', { env: 'local', partition: '0' });
emitted.add('trace.c', 'distribution', { env: 'local', resource_name: 'GET /health/ready' });
const variables = new Map([['env', 'env']]);
const rareValues = new Set(['outcome:rare']);

function problems(query: string): string[] {
  const uses = parseMetricQuery(query).map((use) => ({ ...use, place: 'here' }));
  return problemsOf(uses, { emitted, variables, rareValues }).map((line) => line.replace(/^here: \S+: /, ''));
}

it.each([
  'sum:a.count{$env AND outcome IN (accepted,rare)} by {outcome}.as_count()',
  'max:b{env:%env%} by {partition}',
  'p99:trace.c{NOT resource_name:get_/health/*}',
])('finds nothing wrong with %s', (query) => {
  expect(problems(query)).toEqual([]);
});

it.each([
  ['sum:a{*}', 'nothing sends it'],
  ['sum:a.count{*}', 'a count needs as_count() or as_rate()'],
  ['sum:b{*}.as_count()', 'a gauge is not counted'],
  ['p95:b{*}', 'a gauge has no percentiles'],
  ['max:b{topic:x}', 'no tag topic'],
  ['max:b{*} by {topic}', 'no tag topic'],
  ['max:b{$cluster}', 'no tag $cluster'],
  ['sum:a.count{outcome:acepted}.as_count()', 'outcome is never acepted'],
  ['p99:trace.c{resource_name:post_*}', 'resource_name is never post_*'],
])('finds what is wrong with %s', (query, problem) => {
  expect(problems(query)).toEqual([problem]);
});

// The expected names are those that the agent's own check produced for this page.
const page = `# HELP a_total Things
# TYPE a_total counter
a_total{outcome="done",route="/v1/x/:id"} 3
a_total{outcome="Not Done"} 1
# HELP b_seconds Time
# TYPE b_seconds histogram
b_seconds_bucket{le="0.5",rule="ring"} 1
b_seconds_bucket{le="10",rule="ring"} 2
b_seconds_bucket{le="+Inf",rule="ring"} 2
b_seconds_sum{rule="ring"} 4.5
b_seconds_count{rule="ring"} 2
# HELP c Level
# TYPE c gauge
c{partition="0"} 7
# HELP d Not in the mapping
# TYPE d gauge
d 1
# HELP e_total Nothing yet
# TYPE e_total counter
`;

it('maps counters to .count, histograms to .bucket, .count and .sum, and gauges to themselves', () => {
  const emitted = new EmittedMetrics();
  const mapping = { a: 'things', b_seconds: 'time', c: 'level' };
  addOpenMetrics(emitted, page, { mapping, namespace: 'app' }, { service: 's' });
  const all = emitted.names().map((name) => {
    const { kind, tags } = emitted.get(name) ?? { tags: [] };
    return [name, kind, Object.fromEntries([...tags].map(([key, values]) => [key, [...values]]))];
  });
  const service = ['s'];
  expect(all).toEqual([
    ['app.things.count', 'count', { service, outcome: ['done', 'not_done'], route: ['/v1/x/:id'] }],
    ['app.time.bucket', 'count', { service, rule: ['ring'], upper_bound: ['0.5', '10.0'] }],
    ['app.time.sum', 'count', { service, rule: ['ring'] }],
    ['app.time.count', 'count', { service, rule: ['ring'] }],
    ['app.level', 'gauge', { service, partition: ['0'] }],
  ]);
  expect(familyNames(page)).toEqual(['a', 'b_seconds', 'c', 'd']);
});
